// Files that are dropped, chosen or pasted, sent one after the other. The server keeps each and
// answers with the address of its preview; what is refused, or cancelled, leaves nothing behind.

const form = document.getElementById("upload");
const field = document.getElementById("file");
const list = document.getElementById("uploads");
const words = form.dataset;
const suffixes = words.suffixes.split(" ");

// Statuses of refusals that may be over in a moment: too slow, too many at once.
const PASSING = [408, 429];

const queue = [];
let current = null;
let arrived = [];
let failed = 0;

function add(files) {
  for (const file of files) queue.push(shown(file));
  list.hidden = false;
  sendNext();
}

// A line of the list: the file's name, a bar, what is going on, and its buttons.
function shown(file) {
  const line = document.createElement("li");
  const name = document.createElement("span");
  name.className = "foreign name";
  name.textContent = file.name;
  const bar = document.createElement("progress");
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", file.name);
  const state = document.createElement("span");
  state.className = "state";
  state.setAttribute("role", "status");
  const again = buttonOf(words.again, file);
  again.dataset.again = "";
  const button = buttonOf(words.cancel, file);
  const buttons = document.createElement("div");
  buttons.className = "actions";
  buttons.append(button);
  line.append(name, bar, state, buttons);
  list.append(line);
  const upload = { file, size: file.size, line, bar, state, again, button };
  again.onclick = () => tryAgain(upload);
  wait(upload);
  return upload;
}

function buttonOf(label, file) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "quiet";
  button.textContent = label;
  button.setAttribute("aria-label", `${label}: ${file.name}`);
  return button;
}

function wait(upload) {
  say(upload, words.waits);
  offer(upload, words.cancel, () => cancel(upload));
}

// The same file, as it was chosen.
function tryAgain(upload) {
  upload.bar.hidden = false;
  upload.bar.value = 0;
  wait(upload);
  upload.button.focus();
  upload.again.remove();
  queue.push(upload);
  sendNext();
}

function say(upload, text, kind = "") {
  upload.state.className = `state ${kind}`;
  upload.state.textContent = text;
}

function offer(upload, label, act) {
  upload.button.textContent = label;
  upload.button.setAttribute("aria-label", `${label}: ${upload.file.name}`);
  upload.button.onclick = act;
}

function sendNext() {
  if (current) return;
  current = queue.shift() ?? null;
  if (!current) return finish();
  const fault = faultOf(current);
  if (fault) return end(current, fault);
  send(current);
}

// What is certain before a byte is sent. A file that is gone by now has no size any more.
function faultOf({ file, size }) {
  const lower = file.name.toLowerCase();
  if (!suffixes.some((suffix) => lower.endsWith(suffix))) return words.wrongKind;
  if (size > Number(words.max)) return words.tooLarge;
  if (!size) return words.empty;
  return file.size ? "" : words.unreadable;
}

function send(upload) {
  const request = new XMLHttpRequest();
  upload.request = request;
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "application/json");
  request.upload.onprogress = ({ loaded, total }) => {
    upload.bar.value = total ? loaded / total : 0;
    say(upload, loaded < total ? `${Math.floor((100 * loaded) / total)} %` : words.checks);
  };
  request.onload = () => answered(upload, request);
  request.onabort = () => end(upload, words.cancelled, "");
  request.onerror = async () => {
    const text = await reason(upload);
    end(upload, text, "bad", text === words.noServer);
  };
  const body = new FormData();
  body.append("file", upload.file, upload.file.name);
  request.send(body);
}

// A file that was changed or removed after it was chosen cannot be read by the browser either.
async function reason({ file, size }) {
  if (file.size !== size) return words.unreadable;
  try {
    await file.slice(0, 1).arrayBuffer();
    return words.noServer;
  } catch {
    return words.unreadable;
  }
}

function answered(upload, request) {
  let answer = {};
  try {
    answer = JSON.parse(request.responseText);
  } catch {
    // Not from our server: its status has to do.
  }
  if (request.status !== 201) {
    // What is no fault of the file's may be over in a moment.
    const mayPass = request.status >= 500 || PASSING.includes(request.status);
    const plain = mayPass ? words.noServer : `${request.status} ${request.statusText}`;
    return end(upload, answer.detail ?? plain, "bad", mayPass);
  }
  arrived.push(answer.address);
  upload.line.remove();
  current = null;
  sendNext();
}

function end(upload, text, kind = "bad", mayPass = false) {
  failed += 1;
  upload.bar.hidden = true;
  if (mayPass) upload.button.before(upload.again);
  say(upload, text, kind);
  offer(upload, words.remove, () => {
    upload.line.remove();
    list.hidden = !list.children.length;
    field.focus();
  });
  if (current !== upload) return;
  current = null;
  sendNext();
}

function cancel(upload) {
  if (upload === current) return upload.request.abort();
  queue.splice(queue.indexOf(upload), 1);
  end(upload, words.cancelled, "");
}

async function finish() {
  list.hidden = !list.children.length;
  const addresses = arrived;
  arrived = [];
  const mayTryAgain = list.querySelector("[data-again]");
  if (addresses.length === 1 && !failed && !mayTryAgain) return location.assign(addresses[0]);
  failed = 0;
  if (!addresses.length) return;
  const answer = await fetch("/envios/aguardando", { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const made = new DOMParser().parseFromString(await answer.text(), "text/html").body;
  document.getElementById("waiting").replaceChildren(...made.childNodes);
  document.getElementById("announcer").textContent = words.done;
}

function take(files) {
  const chosen = [...files];
  // The same file again is to be noticed as well.
  field.value = "";
  if (chosen.length) add(chosen);
}

field.multiple = true;
field.addEventListener("change", () => take(field.files));
form.addEventListener("submit", (event) => {
  event.preventDefault();
  take(field.files);
});

document.addEventListener("dragover", (event) => {
  event.preventDefault();
  form.classList.add("over");
});
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) form.classList.remove("over");
});
document.addEventListener("drop", (event) => {
  event.preventDefault();
  form.classList.remove("over");
  take(event.dataTransfer.files);
});

document.addEventListener("paste", ({ clipboardData }) => {
  if (clipboardData.files.length) return take(clipboardData.files);
  const text = clipboardData.getData("text/plain");
  // Cells of a spreadsheet are lines of values between tabs.
  if (text.includes("\n") && /[\t;,|]/.test(text)) {
    add([new File([text], `${words.pasted}.${text.includes("\t") ? "tsv" : "csv"}`)]);
  }
});

window.addEventListener("beforeunload", (event) => {
  if (current || queue.length) event.preventDefault();
});

document.querySelectorAll("[data-with-script]").forEach((each) => (each.hidden = false));
// Choosing sends already.
form.querySelector("button").hidden = true;
