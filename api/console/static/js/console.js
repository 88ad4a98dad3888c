// What every page gets: the reader's time zone, its forms, what it says once, and the live
// parts of the page.

import { startClocks } from "./clocks.js";
import { watchForms } from "./forms.js";
import { startLive } from "./live.js";
import { sayOnce } from "./notices.js";
import { showTimesIn } from "./times.js";

// The first page is made before the server knows the zone; those behind it are made in it.
function rememberZone() {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!zone || zone === document.body.dataset.zone) return;
  document.cookie = `zone=${encodeURIComponent(zone)}; path=/; max-age=31536000; samesite=lax`;
  showTimesIn(zone, document.body.dataset.zone);
}

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submits]")) event.target.form.requestSubmit();
});
document.querySelectorAll("[data-without-script]").forEach((each) => (each.hidden = true));

rememberZone();
watchForms();
sayOnce();
startLive();
startClocks();
