// Airdates as bars, each a button that narrows to its days. One of them is in the tab order, arrows go along.
import { el } from "./dom.js";
import { setRange } from "./state.js";
import { sayRange } from "./times.js";

export function drawHistogram(frame, buckets, state, go) {
  if (!buckets?.length) return frame.replaceChildren();
  const hadFocus = frame.contains(document.activeElement);
  const most = Math.max(...buckets.map((bucket) => bucket.count));
  const bars = buckets.map((bucket) => drawBar(bucket, most, state, go));
  bars[0].tabIndex = 0;
  const group = el("div", { class: "bars", role: "group", "aria-label": "Episodes by airdate" }, bars);
  group.addEventListener("keydown", (event) => walk(event, bars));
  const ends = el("div", { class: "ends", "aria-hidden": "true" },
    el("span", {}, sayRange(buckets[0].from, buckets[0].to)), el("span", {}, sayRange(buckets.at(-1).from, buckets.at(-1).to)));
  frame.replaceChildren(el("div", { class: "histogram" }, group, ends));
  if (hadFocus) bars[0].focus();
}

function drawBar(bucket, most, state, go) {
  const text = `${sayRange(bucket.from, bucket.to)}: ${bucket.count.toLocaleString()}`;
  const isChosen = state.ranges.airdate_from === bucket.from && state.ranges.airdate_to === bucket.to;
  const bar = el("button", {
    type: "button", tabindex: -1, title: text, "aria-label": `${text} episodes`, "aria-pressed": String(isChosen),
    onclick: () => go((now) => setRange(now, "airdate_from", "airdate_to", bucket.from, bucket.to)),
  }, el("span"));
  bar.firstChild.style.height = `${Math.max(4, (100 * bucket.count) / most)}%`;
  return bar;
}

function walk(event, bars) {
  const here = bars.indexOf(document.activeElement);
  const there = { ArrowLeft: here - 1, ArrowRight: here + 1, Home: 0, End: bars.length - 1 }[event.key];
  if (there === undefined || !bars[there]) return;
  event.preventDefault();
  bars[here].tabIndex = -1;
  bars[there].tabIndex = 0;
  bars[there].focus();
}
