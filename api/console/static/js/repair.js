// The repair page: what is typed is judged by the server after each pause, and suggestions go into
// their fields at once. Without this script the page's buttons do the same.

import { toast } from "./toasts.js";

const PAUSE = 350;
// How long after the connection was lost the server is asked again.
const AGAIN = 5000;

const form = document.getElementById("repair");
const summary = document.getElementById("repair-summary");
let timer = 0;
let asked = 0;
// Why the server judges no more.
let warned = "";
let warning = null;
// Whether something is typed that leaving the page would lose.
let isTyped = "typed" in form.dataset;

async function judge() {
  const number = ++asked;
  try {
    const body = new URLSearchParams(new FormData(form));
    const answer = await fetch(form.dataset.judge, { method: "POST", body });
    if (answer.status === 401) return warn(form.dataset.sessionOver);
    // As a proxy answers for a server that is away.
    if (answer.status >= 500) throw new Error(answer.statusText);
    if (!answer.ok) return;
    warned = "";
    warning?.remove();
    const found = await answer.json();
    // An answer to what was typed before is no news.
    if (number === asked) show(found);
  } catch {
    warn(form.dataset.offline);
    clearTimeout(timer);
    timer = setTimeout(judge, AGAIN);
  }
}

// Said once, in time.
function warn(text) {
  if (text !== warned) warning = toast(text, "bad");
  warned = text;
}

function show({ rows, summary: text }) {
  for (const [row, { state, isReady, price, sent, faults }] of Object.entries(rows)) {
    const box = form.querySelector(`[data-row="${CSS.escape(row)}"]`);
    if (!box) continue;
    box.classList.toggle("ready", isReady);
    write(box.querySelector("[data-state]"), state);
    write(box.querySelector("[data-price]"), price);
    for (const input of box.querySelectorAll("input")) input.readOnly = Boolean(sent);
    showSent(box, sent);
    for (const [field, fault] of Object.entries(faults)) showFault(box, field, fault);
  }
  write(summary, text);
}

// The import that has a row: another tab, or somebody else, was first.
function showSent(box, sent) {
  const line = box.querySelector("[data-sent]");
  const link = line.querySelector("a");
  if (sent && line.hidden) document.getElementById("announcer").textContent = sent.text;
  line.hidden = !sent;
  if (!sent) return;
  link.href = sent.href;
  write(link, sent.text);
}

function showFault(box, field, { text, html, suggestion, offer }) {
  const sentence = box.querySelector(`[data-fault="${field}"]`);
  if (sentence) {
    link(sentence, html);
    sentence.hidden = !text;
  }
  const input = box.querySelector(`[data-field="${field}"]`);
  if (!input) return;
  input.setAttribute("aria-invalid", text ? "true" : "false");
  const button = box.querySelector(`[data-use="${field}"]`);
  button.hidden = !suggestion;
  button.dataset.suggestion = suggestion;
  write(button, offer);
}

// The server has escaped the sentence, and made links of the imports that it names.
function link(element, html) {
  const made = new DOMParser().parseFromString(html, "text/html").body;
  if (element.innerHTML !== made.innerHTML) element.replaceChildren(...made.childNodes);
}

// What is the same is not written again, so that screen readers do not repeat it.
function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

addEventListener("beforeunload", (event) => {
  if (isTyped && !form.dataset.sending) event.preventDefault();
});

// Why nothing was sent holds no more once something is changed.
function change() {
  isTyped = true;
  document.getElementById("repair-fault")?.remove();
}

form.addEventListener("input", () => {
  change();
  clearTimeout(timer);
  timer = setTimeout(judge, PAUSE);
});

// Enter in a cell has the rows checked, and leaves the cell only without this script.
form.addEventListener("submit", (event) => {
  if (event.submitter?.value !== "conferir") return;
  event.preventDefault();
  clearTimeout(timer);
  judge();
});

form.addEventListener("click", (event) => {
  const button = event.target.closest("[data-use]");
  if (!button) return;
  event.preventDefault();
  const input = button.closest("[data-row]").querySelector(`[data-field="${button.dataset.use}"]`);
  input.value = button.dataset.suggestion;
  change();
  input.focus();
  judge();
});
