// Writes the times of a page as the server would have, had it known the reader's time zone.

const PARTS = { year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };

function formatter(zone) {
  if (document.documentElement.lang !== "en") {
    const format = new Intl.DateTimeFormat("pt-BR", { ...PARTS, day: "2-digit", month: "2-digit", timeZone: zone });
    return (moment) => format.format(moment).replace(",", "");
  }
  const format = new Intl.DateTimeFormat("en-GB", { ...PARTS, day: "numeric", month: "short", timeZone: zone });
  return (moment) => format.format(moment);
}

export function showTimesIn(zone, before) {
  const written = formatter(zone);
  const exact = new Intl.DateTimeFormat(document.documentElement.lang, {
    dateStyle: "medium",
    timeStyle: "medium",
    timeZone: zone,
  });
  document.querySelectorAll("time[datetime]").forEach((each) => {
    const moment = new Date(each.dateTime);
    each.textContent = written(moment);
    each.title = `${exact.format(moment)} (${zone})`;
  });
  document.querySelectorAll("[data-names-zone]").forEach((each) => {
    each.textContent = each.textContent.replace(before, zone);
  });
}
