// Days and moments in words: moments in the viewer's zone, an airdate as the broadcaster labels it.
const day = new Intl.DateTimeFormat(undefined, { weekday: "short", day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
const longDay = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
const month = new Intl.DateTimeFormat(undefined, { month: "long", year: "numeric", timeZone: "UTC" });
const moment = new Intl.DateTimeFormat(undefined, {
  weekday: "short", day: "numeric", month: "short", year: "numeric", hour: "numeric", minute: "2-digit", timeZoneName: "short",
});
const clock = new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit" });

const utc = (iso) => new Date(`${iso}T00:00:00Z`);
export const sayDay = (iso) => day.format(utc(iso));
export const sayLongDay = (iso) => longDay.format(utc(iso));
export const sayClock = (date) => clock.format(date);
export const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

export function sayAiring(item) {
  if (item.airstamp && item.airtime_known) return moment.format(new Date(item.airstamp));
  return item.airdate ? sayDay(item.airdate) : "Day unknown";
}

export function sayRange(from, to) {
  if (from === to) return sayDay(from);
  if (from?.endsWith("-01-01") && to === `${from.slice(0, 4)}-12-31`) return from.slice(0, 4);
  if (from?.endsWith("-01") && to === lastOfMonth(from)) return month.format(utc(from));
  if (from && to) return `${sayDay(from)} – ${sayDay(to)}`;
  return from ? `from ${sayDay(from)}` : `until ${sayDay(to)}`;
}

function lastOfMonth(iso) {
  const first = utc(iso);
  return new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).toISOString().slice(0, 10);
}

export function addDays(iso, days) {
  const date = utc(iso);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}
