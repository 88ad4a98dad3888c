// Short messages in the corner of the page. Errors stay until they are closed.

const SECONDS = 6;

export function toast(text, kind = "good") {
  const home = document.getElementById("toasts");
  const box = document.createElement("div");
  box.className = `notice toast ${kind}`;
  if (kind === "bad") box.setAttribute("role", "alert");
  const words = document.createElement("span");
  words.textContent = text;
  const close = document.createElement("button");
  close.className = "link";
  close.textContent = home.dataset.close;
  close.addEventListener("click", () => box.remove());
  box.append(words, close);
  home.append(box);
  if (kind !== "bad") setTimeout(() => box.remove(), SECONDS * 1000);
  return box;
}

// The sentence of a refused request, whatever answered it.
export async function sentenceOf(response) {
  try {
    const problem = await response.json();
    const faults = (problem.errors ?? []).map((each) => each.reason);
    return [problem.detail, ...faults].filter(Boolean).join(" ");
  } catch {
    return `${response.status} ${response.statusText}`;
  }
}
