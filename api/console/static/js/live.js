// Live parts of a page: elements with `data-live-src`, the address of their own HTML. They are
// asked for again when an event names their import (`data-live-import`, or one of several; "*" is
// any), once the stream is there (what happened before is in no event), and every few seconds without
// a stream, or if they say so (`data-live-polled`).
// The server makes the HTML, so that a part looks the same from the first moment on.

import { outdateNotice } from "./notices.js";

const APART = 1_000;
const POLL = 5_000;
const SAY_AGAIN = 20_000;

let port = null;
let polling = 0;
// How the page hears of news when the server answers.
let mode = "reconnecting";
const due = new Map();
const asked = new Map();

export function startLive() {
  if (!document.querySelector("[data-live-src]")) return;
  document.addEventListener("visibilitychange", watch);
  window.addEventListener("pagehide", leave);
  window.addEventListener("pageshow", watch);
  window.addEventListener("offline", () => show("offline"));
  parts().forEach(announce);
  window.addEventListener("online", refreshAll);
  setInterval(() => !document.hidden && port?.postMessage("watch"), SAY_AGAIN);
  setInterval(refreshPolled, POLL);
  watch();
}

function watch() {
  if (document.hidden) return leave();
  if (!("SharedWorker" in window)) return poll();
  if (!port) {
    const address = `${document.body.dataset.assets}/js/stream-worker.js`;
    port = new SharedWorker(address, { name: "stream" }).port;
    port.onmessage = ({ data }) => hear(data);
  }
  port.postMessage("watch");
  refreshAll();
}

function leave() {
  port?.postMessage("leave");
  clearInterval(polling);
  polling = 0;
}

function hear({ state, name, data }) {
  if (state) {
    enter(state);
    if (state === "live") refreshAll();
    if (state === "polling") return poll();
    clearInterval(polling);
    polling = 0;
    return;
  }
  for (const part of parts()) {
    const wanted = part.dataset.liveImport;
    if (wanted === "*" || wanted?.split(" ").includes(data.job_id)) refreshSoon(part, name === "job_status");
  }
}

function enter(state) {
  mode = state;
  show(state);
}

function poll() {
  enter("polling");
  if (!polling) polling = setInterval(() => document.hidden || refreshAll(), POLL);
}

function show(state) {
  const sign = document.getElementById("connection");
  sign.hidden = false;
  if (sign.dataset.state === state) return;
  sign.dataset.state = state;
  sign.className = `connection ${state}`;
  sign.textContent = sign.dataset[state];
}

const parts = () => document.querySelectorAll("[data-live-src]");

function refreshAll() {
  for (const part of parts()) refreshSoon(part, true);
}

// What some parts show comes with no event.
function refreshPolled() {
  for (const part of document.querySelectorAll("[data-live-polled]")) refreshSoon(part);
}

// At most one request a second and part, and always one after the last event.
function refreshSoon(part, isUrgent = false) {
  const planned = due.get(part);
  if (planned?.timer) return;
  const since = Date.now() - (planned?.at ?? 0);
  const wait = isUrgent && since > APART ? 0 : Math.max(0, APART - since);
  const timer = setTimeout(() => {
    due.set(part, { at: Date.now(), timer: 0 });
    refresh(part);
  }, wait);
  due.set(part, { at: planned?.at ?? 0, timer });
}

// A part is asked for again until the server has answered: no state of an import is the last one
// shown only because a request failed. In the background nothing is asked for.
async function refresh(part) {
  if (!part.isConnected || document.hidden) return;
  if (isInUse(part)) return refreshSoon(part);
  const number = (asked.get(part) ?? 0) + 1;
  asked.set(part, number);
  try {
    const answer = await fetch(part.dataset.liveSrc, { headers: { Accept: "text/html" } });
    // The session has ended: the page itself leads to signing in, and back.
    if (answer.redirected) return location.reload();
    if (answer.status >= 500) throw new Error(answer.statusText);
    const html = await answer.text();
    // An answer that a later one has overtaken is old.
    if (answer.ok && number === asked.get(part)) replace(part, html);
    show(mode);
  } catch {
    show("offline");
    setTimeout(() => refreshSoon(part), POLL);
  }
}

// Whether somebody types in it, is asked a question, or has sent a form of it that would go with it.
function isInUse(part) {
  const active = document.activeElement;
  const isTyped = part.contains(active) && active.matches("input, select, textarea");
  return isTyped || document.querySelector("dialog[open]") || part.querySelector("form[data-sending]");
}

function replace(part, html) {
  if (part.lastHtml === html) return;
  // It may be since it was asked for.
  if (isInUse(part)) return refreshSoon(part);
  part.lastHtml = html;
  const focused = part.contains(document.activeElement) ? document.activeElement.id : "";
  const opened = [...part.querySelectorAll("details[open][id]")].map((each) => each.id);
  const made = new DOMParser().parseFromString(html, "text/html").body;
  const before = wordsOf(part);
  part.replaceChildren(...made.childNodes);
  if (wordsOf(part) !== before) outdateNotice();
  for (const id of opened) part.querySelector(`#${CSS.escape(id)}`)?.setAttribute("open", "");
  if (focused) document.getElementById(focused)?.focus();
  announce(part);
}

const wordsOf = (part) => part.textContent.replace(/\s+/g, " ");

// Screen readers hear of quarters and of the end, not of every row.
function announce(part) {
  const bar = part.querySelector("[data-announce]");
  if (!bar) return;
  const step = bar.dataset.announceStep;
  if (part.dataset.announced === step) return;
  const isFirst = part.dataset.announced === undefined;
  part.dataset.announced = step;
  if (!isFirst) document.getElementById("announcer").textContent = bar.dataset.announce;
}
