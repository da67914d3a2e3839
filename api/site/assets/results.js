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
  const open = { ...state, episode: String(item.id) };
  const title = el("a", { href: write(open), onclick: (event) => follow(event, go, open) }, text(item, "name", item.name));
  const show = change(state, { q: "", values: { ...state.values, show_id: [String(item.show.id)] } });
  return el("li", {}, el("article", { class: "card" },
    poster(item.image ?? item.show.image, item.show.name, item.show.id),
    el("div", { class: "body" },
      el("p", { class: "over" },
        el("a", { href: write(show), onclick: (event) => follow(event, go, show) }, text(item, "show.name", item.show.name)),
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

export function follow(event, go, state) {
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
  event.preventDefault();
  go(state);
}

export function drawPaging(frame, state, total, size, go) {
  const pages = Math.min(Math.ceil(total / size), Math.floor(10000 / size));
  if (pages < 2) return frame.replaceChildren();
  const link = (number, label, rel) => {
    if (number < 1 || number > pages) return el("span", { class: "plain off" }, label);
    const next = { ...state, page: number, episode: "" };
    return el("a", { class: "plain", rel, href: write(next), onclick: (event) => { follow(event, go, next); scrollTo(0, 0); } }, label);
  };
  return frame.replaceChildren(link(state.page - 1, "← Previous", "prev"),
    el("span", {}, `Page ${state.page.toLocaleString()} of ${pages.toLocaleString()}`), link(state.page + 1, "Next →", "next"));
}
