// The day as a list by hour, for phones; and what has no time, for all.
import { el } from "./dom.js";
import { channelOf, groupBy } from "./guide-day.js";
import { sayClock } from "./times.js";

const HOUR = 3_600_000;

export function drawList(timed) {
  const hours = groupBy([...timed].sort((a, b) => a.start - b.start), (one) => Math.floor(one.start / HOUR) * HOUR);
  hours.sort(([a], [b]) => a - b);
  return el("div", { class: "by-hour" }, hours.map(([hour, own]) => el("section", {}, el("h2", {}, sayClock(new Date(hour))),
    el("ul", {}, own.map(({ item, start }) => drawLine(item, sayClock(new Date(start))))))));
}

function drawLine(item, time) {
  return el("li", {}, el("a", { href: `./?show_id=${item.show.id}` },
    el("span", { class: "time" }, time), el("span", {}, el("strong", {}, item.show.name), el("small", {}, item.name)),
    el("span", { class: "on-channel" }, channelOf(item))));
}

export function drawAnytime(items) {
  if (!items.length) return null;
  return el("section", { class: "anytime" }, el("h2", {}, "Any time"),
    el("p", {}, "On demand, or at a time that the channel has not told."),
    el("div", { class: "lanes" }, groupBy(items, channelOf).map(([name, own]) => el("section", {}, el("h3", {}, name),
      el("ul", {}, own.map((item) => el("li", {}, el("a", { href: `./?show_id=${item.show.id}` },
        el("strong", {}, item.show.name), el("small", {}, item.name)))))))));
}
