// The search page: reads the address, asks, draws. Every change goes through the address.
import { startAccount } from "./account.js";
import { drawChips } from "./chips.js";
import { ask } from "./client.js";
import { showDetails, startDetails } from "./details.js";
import { byId, el } from "./dom.js";
import { drawFacets, facetSize, SHOWN } from "./facets.js";
import { drawHistogram } from "./histogram.js";
import { drawPaging, drawResults, link } from "./results.js";
import { onSession, user } from "./session.js";
import { change, clear, read, selection, write } from "./state.js";
import { hideSuggestions, startSuggestions } from "./suggest.js";
import { zone } from "./times.js";

const SIZE = 20;
const SORTS = [["", "Best first"], ["-airstamp", "Newest"], ["airstamp", "Oldest"], ["-likes", "Most liked"], ["-rating", "Best rated"],
  ["show,season,number", "By show"], ["name", "By name"]];
const shows = new Map();
let state = read();
let asking;
let typing;

// Goes on from what is asked for now, not from what was when the thing that was pressed was drawn: two fast steps are two.
function go(step, { replaces = false, keeps = false } = {}) {
  const next = step(state);
  const onlyDetails = write({ ...next, episode: "" }) === write({ ...state, episode: "" }) && next.episode !== state.episode;
  state = next;
  if (!keeps) history[replaces ? "replaceState" : "pushState"](null, "", write(state));
  return onlyDetails ? showDetails(state.episode) : show();
}

function address() {
  const parameters = selection(state);
  if (state.sort) parameters.set("sort", state.sort);
  parameters.set("page", state.page);
  parameters.set("per_page", SIZE);
  parameters.set("facets", [...SHOWN, "airdate"].join(","));
  parameters.set("facet_size", facetSize());
  return `${state.view === "bookmarks" ? "v1/me/bookmarks" : "v1/episodes"}?${parameters}`;
}

async function show() {
  asking?.abort();
  asking = new AbortController();
  const { signal } = asking;
  drawControls();
  showDetails(state.episode);
  byId("main").setAttribute("aria-busy", "true");
  try {
    if (state.view === "bookmarks" && !user()) throw Object.assign(new Error("Your bookmarks are yours alone"), { advice: "Log in to see them." });
    const { body, took } = await ask(address(), { signal });
    if (!signal.aborted) draw(body, took);
  } catch (error) {
    if (!signal.aborted) drawFailure(error);
  } finally {
    if (!signal.aborted) byId("main").setAttribute("aria-busy", "false");
  }
}

function drawControls() {
  const isOwn = state.view === "bookmarks";
  byId("title").textContent = isOwn ? "My bookmarks" : "Find an episode";
  document.title = state.q ? `${state.q} – TVSI` : isOwn ? "My bookmarks – TVSI" : "TVSI: search television episodes";
  if (byId("q").value.trim() !== state.q.trim()) byId("q").value = state.q;
  for (const link of document.querySelectorAll(".bar nav a")) {
    const isHere = link.id === "bookmarks-link" ? isOwn : !isOwn && link.getAttribute("href") === "./";
    if (isHere) link.setAttribute("aria-current", "page"); else link.removeAttribute("aria-current");
  }
  const standing = isOwn ? "Last bookmarked" : state.q ? "Best match" : "Newest";
  const sorts = SORTS.filter(([key]) => state.q || isOwn || key !== "-airstamp");
  byId("sort").replaceChildren(...sorts.map(([key, text]) => el("option", { value: key }, key ? text : standing)));
  if (!sorts.some(([key]) => key === state.sort)) byId("sort").append(el("option", { value: state.sort }, state.sort));
  byId("sort").value = state.sort;
  drawChips(byId("chips"), state, go, (name, value) => (name === "show_id" ? shows.get(value) ?? value : value));
}

function draw(body, took) {
  for (const item of body.items) shows.set(String(item.show.id), item.show.name);
  drawControls();
  const total = body.total.value;
  const time = took === null ? "" : ` in ${took.toLocaleString()} ms`;
  byId("count").textContent = `${total.toLocaleString()} ${total === 1 ? "episode" : "episodes"}${time}`;
  drawFacets(byId("facets"), body.facets, state, go);
  drawHistogram(byId("histogram"), body.facets.airdate, state, go);
  drawMeant(body.did_you_mean);
  drawResults(byId("results"), body.items, go, state);
  drawPaging(byId("paging"), state, total, SIZE, go);
  byId("notice").replaceChildren(...(total ? [] : [drawNothing()]));
}

function drawMeant(meant) {
  byId("meant").hidden = !meant;
  if (!meant) return;
  byId("meant").replaceChildren("Did you mean ", link(meant, state, (now) => change(now, { q: meant }), go), "?");
}

function drawNothing() {
  const isNarrowed = byId("chips").childElementCount > 0;
  const advice = isNarrowed ? "Take a filter away, or all of them." : state.view && !state.q ? "Press ★ at an episode to keep it here." : "Try fewer words, or other ones.";
  return el("div", { class: "notice" }, el("h3", {}, state.view && !state.q && !isNarrowed ? "No bookmarks yet" : "Nothing found"), el("p", {}, advice),
    isNarrowed && el("button", { type: "button", class: "main", onclick: () => go(clear) }, "Clear all filters"));
}

function drawFailure(error) {
  for (const id of ["results", "paging", "histogram"]) byId(id).replaceChildren();
  byId("meant").hidden = true;
  byId("count").textContent = "";
  byId("notice").replaceChildren(el("div", { class: "notice", role: "alert" }, el("h3", {}, error.message), el("p", {}, error.advice ?? "Try again in a moment."),
    el("button", { type: "button", class: "main", onclick: show }, "Try again")));
}

function choose(item) {
  if (item.type === "episode") return go((now) => ({ ...now, episode: String(item.id) }));
  clearTimeout(typing);
  if (item.type === "show") shows.set(String(item.id), item.text);
  const [name, value] = item.type === "show" ? ["show_id", String(item.id)] : ["person", item.text];
  return go((now) => change(now, { q: "", values: { ...now.values, [name]: [value] } }));
}

function start() {
  byId("zone").textContent = zone;
  byId("q").value = state.q;
  byId("q").addEventListener("input", () => {
    clearTimeout(typing);
    // One step back leads before the typing, not through each letter of it.
    typing = setTimeout(() => go((now) => change(now, { q: byId("q").value }), { replaces: Boolean(state.q) && Boolean(byId("q").value) }), 120);
  });
  byId("form").addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(typing);
    hideSuggestions();
    go((now) => change(now, { q: byId("q").value }), { replaces: true });
  });
  byId("sort").addEventListener("change", () => go((now) => change(now, { sort: byId("sort").value })));
  addEventListener("popstate", () => { clearTimeout(typing); state = read(); show(); });
  addEventListener("online", show);
  addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.target.closest("input, select, textarea, dialog")) return;
    event.preventDefault();
    byId("q").focus();
  });
  const wide = matchMedia("(min-width: 56rem)");
  const fold = () => { byId("drawer").open = wide.matches; };
  wide.addEventListener("change", fold);
  fold();
  startAccount();
  startSuggestions(choose);
  startDetails(() => go((now) => ({ ...now, episode: "" })));
  onSession(show);
  show();
}

start();
