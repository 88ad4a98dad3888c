// What every page gets: the reader's time zone, confirmations, forms that send themselves, and the
// live parts of the page.

import { startLive } from "./live.js";
import { showTimesIn } from "./times.js";

// The first page is made before the server knows the zone; those behind it are made in it.
function rememberZone() {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!zone || zone === document.body.dataset.zone) return;
  document.cookie = `zone=${encodeURIComponent(zone)}; path=/; max-age=31536000; samesite=lax`;
  showTimesIn(zone, document.body.dataset.zone);
}

// Asks before a form does what cannot be taken back.
function askFirst(event) {
  const form = event.target;
  const question = form.dataset?.confirm;
  if (!question || form.dataset.confirmed) return;
  event.preventDefault();
  const dialog = document.getElementById("confirmation");
  dialog.querySelector("p").textContent = question;
  dialog.addEventListener(
    "close",
    () => {
      if (dialog.returnValue !== "yes") return;
      form.dataset.confirmed = "yes";
      form.requestSubmit(event.submitter);
    },
    { once: true },
  );
  dialog.returnValue = "";
  dialog.showModal();
}

// A form that is being answered is not sent a second time.
function sendOnce(event) {
  if (event.defaultPrevented || event.target.method !== "post") return;
  const form = event.target;
  setTimeout(() => form.querySelectorAll("button").forEach((each) => (each.disabled = true)));
}

function enableAgain() {
  document.querySelectorAll("form button:disabled").forEach((each) => (each.disabled = false));
  document.querySelectorAll("form[data-confirmed]").forEach((form) => delete form.dataset.confirmed);
}

// What was just done is said once, and not again when the page is reloaded or its address is kept.
function forgetNotice() {
  const address = new URL(location.href);
  if (!address.searchParams.has("notice")) return;
  address.searchParams.delete("notice");
  history.replaceState(history.state, "", address);
}

document.addEventListener("submit", askFirst);
document.addEventListener("submit", sendOnce);
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submits]")) event.target.form.requestSubmit();
});
document.querySelectorAll("[data-without-script]").forEach((each) => (each.hidden = true));
// The page may come back out of the browser's memory, as it was when it was left.
window.addEventListener("pageshow", (event) => event.persisted && enableAgain());

rememberZone();
forgetNotice();
startLive();
