// How long something has lasted that is not over (`data-seconds`, as the server said it last) goes on
// from second to second.

export function startClocks() {
  setInterval(() => document.hidden || document.querySelectorAll("[data-seconds]").forEach(tick), 1_000);
}

function tick(element) {
  element.begun ??= performance.now() - 1_000 * Number(element.dataset.seconds);
  element.textContent = `${duration(Math.round((performance.now() - element.begun) / 1_000))}…`;
}

// As the server writes it.
function duration(seconds) {
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (hours) return [`${hours} h`, minutes % 60 ? `${minutes % 60} min` : ""].join(" ").trim();
  return [minutes ? `${minutes} min` : "", seconds % 60 || !minutes ? `${seconds % 60} s` : ""].join(" ").trim();
}
