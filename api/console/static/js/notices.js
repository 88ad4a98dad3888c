// What was just done is said once: not again when the page is reloaded, come back to, or its address
// is kept, and no longer than it holds.

// How long a notice can be read at least.
const READ = 8_000;

const notice = () => document.querySelector("[data-once]");

export function sayOnce() {
  // Out of the browser's memory a page comes as it was left.
  window.addEventListener("pageshow", (event) => event.persisted && notice()?.remove());
  const address = new URL(location.href);
  if (!address.searchParams.has("notice")) return;
  address.searchParams.delete("notice");
  history.replaceState(history.state, "", address);
}

// The page shows another state by now. What somebody has to see to stays.
export function outdateNotice() {
  const said = notice();
  if (!said?.classList.contains("good")) return;
  setTimeout(() => said.remove(), Math.max(0, READ - performance.now()));
}
