// What is selected, each removable, and all at once.
import { el } from "./dom.js";
import { ENDS, NAMES, sayNumbers } from "./ranges.js";
import { clear, setRange, toggle, VALUES } from "./state.js";
import { sayRange } from "./times.js";

export function drawChips(frame, state, go, nameOf) {
  const chips = [];
  const add = (text, step) => chips.push(el("li", {}, el("button", { type: "button", class: "chip", onclick: () => go(step) },
    text, el("span", { "aria-hidden": "true" }, " ×"), el("span", { class: "hidden" }, ", remove"))));
  for (const name of VALUES) {
    for (const value of state.values[name]) {
      add(`${NAMES[name]}: ${nameOf(name, value)}`, (now) => toggle(now, name, value));
    }
  }
  for (const [kind, [first, last]] of Object.entries(ENDS)) {
    const [from, to] = [state.ranges[first], state.ranges[last]];
    if (!from && !to) continue;
    const text = kind === "airdate" ? sayRange(from, to) : sayNumbers(kind, from, to);
    add(`${NAMES[kind]}: ${text}`, (now) => setRange(now, first, last));
  }
  if (chips.length === 0) return frame.replaceChildren();
  const all = el("li", {}, el("button", { type: "button", class: "link", onclick: () => go(clear) }, "Clear all"));
  return frame.replaceChildren(el("ul", { class: "chips", "aria-label": "Selected filters" }, chips, all));
}
