// The hits as a list of cards, and where their list goes on.
import { el, marked, poster } from "./dom.js";
import { drawReactions } from "./reactions.js";
import { change, write } from "./state.js";
import { sayAiring } from "./times.js";

const code = (item) => (item.number === null ? `Season ${item.season}` : `S${String(item.season).padStart(2, "0")}E${String(item.number).padStart(2, "0")}`);
const pick = (item, field) => item.highlight?.[field]?.[0];
const text = (item, field, plain) => (pick(item, field) ? marked(pick(item, field)) : [plain]);

export function drawResults(frame, items, go, state) {
  frame.replaceChildren(...items.map((item) => drawCard(item, go, state)));
}

export function facts(item) {
  const channel = item.show.network ?? item.show.web_channel;
  return [sayAiring(item), channel, item.runtime && `${item.runtime} min`, item.rating !== null && `★ ${item.rating}`].filter(Boolean);
}

function drawCard(item, go, state) {
  const open = (now) => ({ ...now, episode: String(item.id) });
  const title = link(text(item, "name", item.name), state, open, go);
  const ofShow = (now) => change(now, { q: "", values: { ...now.values, show_id: [String(item.show.id)] } });
  return el("li", {}, el("article", { class: "card" },
    poster(item.image ?? item.show.image, item.show.name, item.show.id),
    el("div", { class: "body" },
      el("p", { class: "over" },
        link(text(item, "show.name", item.show.name), state, ofShow, go),
        el("span", {}, code(item)), item.withdrawn && el("span", { class: "tag" }, "withdrawn")),
      el("h3", {}, title),
      el("p", { class: "facts" }, facts(item).map((fact) => el("span", {}, fact))),
      (pick(item, "summary") || item.summary) && el("p", { class: "summary" }, text(item, "summary", item.summary)),
      drawPeople(item)),
    el("div", { class: "reacts" }, drawReactions(item))));
}

// Where somebody's name is why the episode was found, say so.
function drawPeople(item) {
  const found = Object.entries(item.highlight ?? {}).filter(([field]) => !["name", "show.name", "summary"].includes(field));
  if (!found.length) return null;
  return el("p", { class: "people" }, found.slice(0, 3).map(([, texts]) => el("span", {}, texts.slice(0, 2).flatMap((one, index) => [index ? ", " : "", ...marked(one)]))));
}

// A link to what a step makes of the state: opened elsewhere it leads from here, followed from what is then.
export function link(text, state, step, go, attributes = {}) {
  const onclick = (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
    event.preventDefault();
    go(step);
  };
  return el("a", { ...attributes, href: write(step(state)), onclick }, text);
}

export function drawPaging(frame, state, total, size, go) {
  const pages = Math.min(Math.ceil(total / size), Math.floor(10000 / size));
  if (pages < 2) return frame.replaceChildren();
  const lead = (number, label, rel) => {
    if (number < 1 || number > pages) return el("span", { class: "plain off" }, label);
    const turn = (step) => { go(step); scrollTo(0, 0); };
    return link(label, state, (now) => ({ ...now, page: number, episode: "" }), turn, { class: "plain", rel });
  };
  return frame.replaceChildren(lead(state.page - 1, "← Previous", "prev"),
    el("span", {}, `Page ${state.page.toLocaleString()} of ${pages.toLocaleString()}`), lead(state.page + 1, "Next →", "next"));
}
