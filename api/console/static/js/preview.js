// The preview follows each choice at once: the server reads the file again, and its answer takes
// the place of what is shown, which is marked as old until then. Without scripts the form's button
// does the same.

// What is read sooner is not announced.
const SOON = 200;

const reading = document.getElementById("reading");
const { src, page, updated, failed, busy } = reading.dataset;
const state = document.getElementById("reading-state");
const again = state.querySelector("button");
let asking = null;
let announcing = 0;

function addressed(form, submitter) {
  const chosen = new URLSearchParams();
  for (const [name, value] of new FormData(form, submitter)) if (value) chosen.append(name, value);
  // Empty ones still say that the columns were chosen.
  if (!chosen.has("map") && form.querySelector("[name=map]")) chosen.append("map", "");
  return chosen;
}

async function readAgain(form, submitter) {
  asking?.abort();
  asking = new AbortController();
  const chosen = addressed(form, submitter);
  markOld();
  try {
    const answer = await fetch(`${src}?${chosen}`, {
      headers: { Accept: "text/html" },
      signal: asking.signal,
    });
    if (answer.status >= 500) throw new Error(answer.statusText);
    // A draft that is gone, or is an import by now, has a page that says so.
    if (!answer.ok || answer.redirected) return location.assign(`${page}?${chosen}`);
    replace(await answer.text());
    history.replaceState(null, "", `${page}?${chosen}`);
  } catch (error) {
    if (error.name === "AbortError") return;
    fail(() => readAgain(form, submitter));
  }
}

// Nothing can be confirmed that is shown otherwise than it was chosen.
function markOld() {
  reading.setAttribute("aria-busy", "true");
  document.getElementById("confirm-button").disabled = true;
  again.hidden = true;
  clearTimeout(announcing);
  announcing = setTimeout(() => tell(busy), SOON);
}

function tell(text, kind = "") {
  state.className = `notice ${kind} reading-state`;
  state.querySelector("[role=status]").textContent = text;
  state.hidden = !text;
}

function fail(repeat) {
  clearTimeout(announcing);
  tell(failed, "bad");
  again.hidden = false;
  again.onclick = repeat;
}

function markNew() {
  clearTimeout(announcing);
  tell("");
  reading.removeAttribute("aria-busy");
}

function replace(html) {
  const focused = reading.contains(document.activeElement) ? document.activeElement.id : "";
  const made = new DOMParser().parseFromString(html, "text/html").body;
  reading.replaceChildren(...made.childNodes);
  markNew();
  settle();
  if (focused) document.getElementById(focused)?.focus();
  document.getElementById("announcer").textContent =
    reading.querySelector("[role=alert]")?.textContent ?? updated;
}

function settle() {
  reading.querySelectorAll("[data-without-script]").forEach((each) => (each.hidden = true));
  const isReady = Boolean(reading.querySelector("[data-ready]"));
  document.getElementById("confirm-button").disabled = !isReady;
  document.getElementById("not-ready").hidden = isReady;
}

// Of `placa:Nr. Placa` or `placa@3`.
function fieldOf(select) {
  return select.value.split(/[:@]/, 1)[0];
}

// A field of ours stands for one column: choosing another one moves it there.
function moveField(select) {
  const field = fieldOf(select);
  if (!field) return;
  for (const other of reading.querySelectorAll("select[name=map]")) {
    if (other !== select && fieldOf(other) === field) other.value = "";
  }
}

reading.addEventListener("change", ({ target }) => {
  if (!target.form || target.form.id !== "reading-form") return;
  if (target.name === "map") moveField(target);
  readAgain(target.form);
});
reading.addEventListener("submit", (event) => {
  if (event.target.id !== "reading-form") return;
  event.preventDefault();
  readAgain(event.target, event.submitter);
});
settle();
