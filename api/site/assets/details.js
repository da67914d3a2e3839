// One episode with its cast and guests, over the list.
import { ask } from "./client.js";
import { byId, el, poster, secure } from "./dom.js";
import { drawReactions } from "./reactions.js";
import { facts } from "./results.js";

let shown = "";

export function startDetails(close) {
  const dialog = byId("details");
  dialog.addEventListener("close", () => { if (shown) { shown = ""; close(); } });
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
}

export async function showDetails(id) {
  const dialog = byId("details");
  if (id === shown) return;
  shown = id;
  if (!id) { dialog.close(); return; }
  fill(dialog, el("h2", { id: "details-title" }, "Loading…"));
  if (!dialog.open) dialog.showModal();
  try {
    const { body } = await ask(`v1/episodes/${encodeURIComponent(id)}`);
    if (shown === id) fill(dialog, ...describe(body));
  } catch (error) {
    if (shown === id) fill(dialog, el("h2", { id: "details-title" }, error.message), el("p", {}, error.advice));
  }
}

function fill(dialog, ...parts) {
  dialog.replaceChildren(el("button", { type: "button", class: "close", "aria-label": "Close", onclick: () => dialog.close() }, "×"),
    el("div", { class: "inner" }, parts));
}

function describe(item) {
  const season = item.number === null ? `Season ${item.season}` : `Season ${item.season}, episode ${item.number}`;
  const page = secure(item.url);
  return [
    el("div", { class: "top" }, poster(item.image ?? item.show.image, item.show.name, item.show.id, "large"),
      el("div", {}, el("p", { class: "over" }, `${item.show.name} · ${season}`), el("h2", { id: "details-title" }, item.name),
        el("p", { class: "facts" }, facts(item).map((fact) => el("span", {}, fact))),
        el("div", { class: "reacts row" }, drawReactions(item)))),
    el("p", {}, item.summary ?? "There is no summary."),
    drawCast("Guest cast", item.guest_cast), drawCast("Cast", item.cast),
    page && el("p", {}, el("a", { href: page, rel: "noreferrer" }, "This episode at TVMaze")),
  ];
}

function drawCast(title, members) {
  if (!members?.length) return null;
  const draw = ({ person, character, self, voice }) => el("li", {}, poster(person.image, person.name, person.id, "face"),
    el("span", {}, el("a", { href: `?person=${encodeURIComponent(person.name)}` }, person.name), el("br"),
      el("small", {}, self ? "as themselves" : `as ${character.name}`, voice && " (voice)")));
  return el("section", {}, el("h3", {}, title), el("ul", { class: "cast" }, members.map(draw)));
}
