// Facets: values with counts, more of them on demand, a box to search among them; ranges as a choice of one.
import { ask } from "./client.js";
import { el } from "./dom.js";
import { ENDS, NAMES, sayNumbers } from "./ranges.js";
import { selection, setRange, toggle } from "./state.js";

export const SHOWN = ["genre", "network", "show_type", "language", "season", "person", "runtime", "rating"];
const SEARCHED = new Set(["network", "person"]);
const FEW = 6;
const expanded = new Set();
const words = {};
let opened = null;

export const facetSize = () => (expanded.size ? 100 : 10);

export function drawFacets(frame, facets, state, go) {
  const focused = document.activeElement?.dataset?.key;
  opened ??= new Set(SHOWN.slice(0, 4));
  frame.replaceChildren(...SHOWN.filter((name) => facets[name]?.length).map((name) => drawFacet(name, facets[name], state, go)));
  if (focused) frame.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
}

function drawFacet(name, values, state, go) {
  const list = el("div", { class: "values", role: "group", "aria-label": NAMES[name] });
  const fill = (found) => list.replaceChildren(...found.map((value) => drawValue(name, value, state, go)));
  const parts = [list];
  if (ENDS[name]) {
    list.replaceChildren(...values.map((range) => drawRange(name, range, state, go)));
  } else {
    const isAll = expanded.has(name);
    fill(values.filter((value, index) => isAll || index < FEW || value.selected));
    if (SEARCHED.has(name) && !state.view) parts.unshift(drawBox(name, values, state, fill, isAll));
    if (values.length > FEW) parts.push(drawMore(name, isAll, go));
  }
  const folded = el("details", { class: "facet", open: opened.has(name) }, el("summary", {}, el("h2", {}, NAMES[name])), parts);
  folded.addEventListener("toggle", () => opened[folded.open ? "add" : "delete"](name));
  return folded;
}

function drawValue(name, value, state, go) {
  const text = String(value.value);
  const box = el("input", {
    type: "checkbox", checked: value.selected, "data-key": `${name} ${text}`, onchange: () => go((now) => toggle(now, name, text)),
  });
  return el("label", { class: "value" }, box, el("span", { class: "text" }, text), drawCount(value.count));
}

const drawCount = (count) => el("span", { class: "n" }, count.toLocaleString(), el("span", { class: "hidden" }, " episodes"));

function drawRange(name, range, state, go) {
  const [first, last] = ENDS[name];
  const text = sayNumbers(name, range.from, range.to);
  return el("button", {
    type: "button", class: "value", "aria-pressed": String(range.selected && Boolean(state.ranges[first] || state.ranges[last])),
    disabled: range.count === 0 && !range.selected, "data-key": `${name} ${text}`,
    onclick: () => go((now) => setRange(now, first, last, range.from, range.to)),
  }, el("span", { class: "text" }, text), drawCount(range.count));
}

function drawMore(name, isAll, go) {
  const change = () => { expanded[isAll ? "delete" : "add"](name); go((now) => now, { keeps: true }); };
  return el("button", { type: "button", class: "link", "data-key": `more ${name}`, onclick: change },
    isAll ? "Show fewer" : "Show more", el("span", { class: "hidden" }, ` of ${NAMES[name]}`));
}

// Searches the values as one types; what is found replaces the list until the box is empty again.
function drawBox(name, values, state, fill, isAll) {
  const box = el("input", {
    type: "search", class: "within", value: words[name] ?? "", "aria-label": `Search in ${NAMES[name]}`,
    placeholder: `Search in ${NAMES[name].toLowerCase()}`, maxlength: 50, "data-key": `box ${name}`,
  });
  let timer;
  const find = async () => {
    words[name] = box.value;
    if (!box.value.trim()) return fill(values.filter((value, index) => isAll || index < FEW || value.selected));
    const parameters = selection(state);
    parameters.set("value_q", box.value);
    const asked = box.value;
    const answer = await ask(`v1/episodes/facets/${name}?${parameters}`).catch(() => null);
    return answer && asked === box.value && fill(answer.body.items);
  };
  box.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(find, 150); });
  if (words[name]) find();
  return box;
}
