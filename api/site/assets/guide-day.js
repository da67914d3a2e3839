// A day's listing, whole, and sorted out: by channel with a time, or for any time of the day.
import { ask } from "./client.js";

const MINUTE = 60_000;
const USUAL_MINUTES = 30;

export async function fetchDay(date, signal) {
  const items = [];
  let day;
  for (let page = 1; ; page += 1) {
    const { body } = await ask(`v1/schedule/${date}?per_page=100&page=${page}`, { signal });
    day ??= body;
    items.push(...body.items);
    if (!body.page.next) return { date: day.date, loadedAt: day.loaded_at, items };
  }
}

export const channelOf = (item) => item.show.network ?? item.show.web_channel ?? "Elsewhere";

// Programmes with start and end in milliseconds; the rest has no time to stand at.
export function sortOut(items) {
  const isTimed = (item) => item.airtime_known && item.airstamp;
  const timed = items.filter(isTimed).map((item) => {
    const start = Date.parse(item.airstamp);
    return { item, start, end: start + (item.runtime || USUAL_MINUTES) * MINUTE };
  });
  return { timed, anytime: items.filter((item) => !isTimed(item)) };
}

export function groupBy(list, keyOf) {
  const groups = new Map();
  for (const one of list) {
    const key = keyOf(one);
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(one);
  }
  return [...groups].sort(([a], [b]) => String(a).localeCompare(String(b)));
}

// Put overlapping programmes of one channel below each other: each takes the first row that is free by then.
export function stack(programmes) {
  const ends = [];
  const placed = [...programmes].sort((a, b) => a.start - b.start).map((programme) => {
    let row = ends.findIndex((end) => end <= programme.start);
    if (row < 0) row = ends.length;
    ends[row] = programme.end;
    return { ...programme, row };
  });
  return { placed, rows: Math.max(1, ends.length) };
}
