// Forms that change something: a question comes first where one is due, nothing is sent twice, and
// nothing without the server, for then the browser would show its own error page in place of ours, and
// what was typed would be lost. Without scripts forms are sent as ever.

import { toast } from "./toasts.js";

const SERVER = "/health/live";
// A server that is only busy answers sooner.
const PATIENCE = 10_000;

// What was said when the server could not be reached.
let said = [];

export function watchForms() {
  document.addEventListener("submit", askFirst);
  document.addEventListener("submit", reachFirst);
  // The page may come back out of the browser's memory, as it was when it was left.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll("form").forEach(release);
  });
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

// `data-sending` of a form: the server is `asked`, it is `reached`, the form is `sent`.
async function reachFirst(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sending === "reached") return leave(form);
  event.preventDefault();
  if (form.dataset.sending) return;
  said.forEach((each) => each.remove());
  form.dataset.sending = "asked";
  if (!(await isReached())) return stay(form);
  form.dataset.sending = "reached";
  form.requestSubmit(event.submitter);
}

async function isReached() {
  try {
    const signal = AbortSignal.timeout(PATIENCE);
    const answer = await fetch(SERVER, { cache: "no-store", signal });
    // A proxy answers for a server that is away.
    return answer.status < 500;
  } catch {
    return false;
  }
}

// A form that is being answered is not sent a second time.
function leave(form) {
  form.dataset.sending = "sent";
  setTimeout(() => buttons(form).forEach((each) => pause(each)));
}

function pause(button) {
  if (button.disabled) return;
  button.disabled = true;
  button.dataset.paused = "";
}

function stay(form) {
  release(form);
  const { unsent } = document.getElementById("toasts").dataset;
  const line = document.createElement("p");
  line.className = "notice bad unsent";
  line.textContent = unsent;
  const place = [...form.querySelectorAll(".actions")].at(-1);
  place ? place.after(line) : form.append(line);
  // The toast is what screen readers say.
  said = [line, toast(unsent, "bad")];
}

function release(form) {
  delete form.dataset.sending;
  delete form.dataset.confirmed;
  for (const each of buttons(form)) {
    if (!("paused" in each.dataset)) continue;
    each.disabled = false;
    delete each.dataset.paused;
  }
}

// Some stand elsewhere, and some inside of a form send another.
function buttons(form) {
  const own = [...form.elements].filter((each) => each.localName === "button");
  return [...own, ...form.querySelectorAll("button")];
}
