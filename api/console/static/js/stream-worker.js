// One event stream for all tabs of a browser: HTTP/1.1 allows six connections to a server, and a
// stream of each tab would freeze the seventh. Tabs in the background do not count; without any
// other the stream is closed, and resumed where it ended.

const STREAM = "/api/v1/imports/stream";
const EVENTS = ["job_status", "job_progress", "job_log"];
const FIRST_DELAY = 1_000;
const LAST_DELAY = 30_000;
// Failures in a row after which pages ask for themselves; the stream is tried on and on.
const FAILURES = 3;
// A tab that was killed says nothing any more.
const SILENT_AFTER = 60_000;

const watchers = new Map();
let source = null;
let retry = 0;
let failures = 0;
let lastEventId = "";
let state = "reconnecting";

function tell(message) {
  for (const port of watchers.keys()) port.postMessage(message);
}

function enter(next) {
  state = next;
  tell({ state });
}

function open() {
  if (source || retry || !watchers.size) return;
  const address = lastEventId ? `${STREAM}?last_event_id=${encodeURIComponent(lastEventId)}` : STREAM;
  source = new EventSource(address);
  source.onopen = () => {
    failures = 0;
    enter("live");
  };
  source.onerror = () => {
    close();
    failures += 1;
    const delay = Math.min(FIRST_DELAY * 2 ** (failures - 1), LAST_DELAY);
    retry = setTimeout(() => {
      retry = 0;
      open();
    }, delay);
    enter(failures >= FAILURES ? "polling" : "reconnecting");
  };
  for (const name of EVENTS) {
    source.addEventListener(name, (event) => {
      lastEventId = event.lastEventId || lastEventId;
      tell({ name, data: JSON.parse(event.data) });
    });
  }
}

function close() {
  source?.close();
  source = null;
}

function rest() {
  if (watchers.size) return;
  close();
  clearTimeout(retry);
  retry = 0;
  failures = 0;
  state = "reconnecting";
}

setInterval(() => {
  const now = Date.now();
  for (const [port, heard] of watchers) if (now - heard > SILENT_AFTER) watchers.delete(port);
  rest();
}, SILENT_AFTER);

onconnect = ({ ports: [port] }) => {
  port.onmessage = ({ data }) => {
    if (data === "watch") {
      const isNew = !watchers.has(port);
      watchers.set(port, Date.now());
      if (isNew) port.postMessage({ state });
      open();
    } else {
      watchers.delete(port);
      // A moment later: a page that follows a link comes back at once.
      setTimeout(rest, 2_000);
    }
  };
};
