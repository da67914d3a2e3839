// The day as channels by hours, for wide screens.
import { el } from "./dom.js";
import { channelOf, groupBy, stack } from "./guide-day.js";
import { sayClock } from "./times.js";

const HOUR = 3_600_000;
const REM_AN_HOUR = 15;
const REM_A_ROW = 3.5;
const rem = (milliseconds) => `${(milliseconds / HOUR) * REM_AN_HOUR}rem`;

export function drawGrid(timed) {
  const first = Math.floor(Math.min(...timed.map((one) => one.start)) / HOUR) * HOUR;
  const last = Math.ceil(Math.max(...timed.map((one) => one.end)) / HOUR) * HOUR;
  const hours = Array.from({ length: (last - first) / HOUR }, (_, index) => first + index * HOUR);
  // The busiest channels first, which most people look for.
  const channels = groupBy(timed, (one) => channelOf(one.item)).sort(([, a], [, b]) => b.length - a.length);
  const head = el("div", { class: "hours", "aria-hidden": "true" }, hours.map((hour) => place(el("span", {}, sayClock(new Date(hour))), hour - first, HOUR)));
  const inner = el("div", { class: "grid" }, head, channels.map(([name, own]) => drawChannel(name, own, first)));
  inner.style.setProperty("--span", rem(last - first));
  const frame = el("div", { class: "scroller", tabindex: 0, role: "region", "aria-label": "Channels by hours" }, inner);
  const now = Date.now();
  if (now > first && now < last) inner.append(drawNow(now - first));
  return { frame, reveal: () => reveal(frame, now > first && now < last ? now - HOUR / 2 : findBusiest(timed, hours), first) };
}

function place(node, start, length) {
  node.style.left = rem(start);
  node.style.width = rem(length);
  return node;
}

function drawChannel(name, own, first) {
  const { placed, rows } = stack(own);
  const lane = el("ul", { class: "lane", "aria-label": name }, placed.map((programme) => drawProgramme(programme, first)));
  lane.style.height = `${rows * REM_A_ROW}rem`;
  return el("section", { class: "channel" }, el("h2", {}, name), lane);
}

function drawProgramme({ item, start, end, row }, first) {
  const isOn = start <= Date.now() && Date.now() < end;
  const times = `${sayClock(new Date(start))} – ${sayClock(new Date(end))}`;
  const link = el("a", { href: `./?show_id=${item.show.id}`, title: `${item.show.name}: ${item.name}, ${times}` },
    el("strong", {}, item.show.name), el("small", {}, el("span", { class: "hidden" }, `${times} `), item.name));
  const box = place(el("li", { class: isOn ? "on" : null }, link), start - first, end - start);
  box.style.top = `${row * REM_A_ROW}rem`;
  return box;
}

function drawNow(offset) {
  const line = el("div", { class: "now", "aria-hidden": "true" });
  line.style.setProperty("--at", rem(offset));
  return line;
}

// Where the day is not now, show where most is on.
function findBusiest(timed, hours) {
  const count = (hour) => timed.filter((one) => one.start >= hour && one.start < hour + 3 * HOUR).length;
  return hours.reduce((best, hour) => (count(hour) > count(best) ? hour : best), hours[0]);
}

function reveal(frame, moment, first) {
  const size = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  frame.scrollLeft = Math.max(0, ((moment - first) / HOUR) * REM_AN_HOUR * size);
}
