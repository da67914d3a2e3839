// The guide: a day's listing, walked day by day; the day is in the address.
import { byId, el } from "./dom.js";
import { fetchDay, sortOut } from "./guide-day.js";
import { drawGrid } from "./guide-grid.js";
import { drawAnytime, drawList } from "./guide-list.js";
import { addDays, sayLongDay, zone } from "./times.js";

const wide = matchMedia("(min-width: 48rem)");
let asking;
let day = null;

const asked = () => new URLSearchParams(location.search).get("date") || "today";

function go(date) {
  history.pushState(null, "", date === "today" ? "guide" : `guide?date=${date}`);
  show();
}

async function show() {
  asking?.abort();
  asking = new AbortController();
  const { signal } = asking;
  byId("main").setAttribute("aria-busy", "true");
  try {
    const found = await fetchDay(encodeURIComponent(asked()), signal);
    if (signal.aborted) return;
    day = found;
    draw();
  } catch (error) {
    if (!signal.aborted) drawFailure(error);
  }
  if (!signal.aborted) byId("main").setAttribute("aria-busy", "false");
}

function draw() {
  byId("title").textContent = sayLongDay(day.date);
  document.title = `${sayLongDay(day.date)} – TVSI guide`;
  byId("date").value = day.date;
  byId("previous").href = `guide?date=${addDays(day.date, -1)}`;
  byId("next").href = `guide?date=${addDays(day.date, 1)}`;
  byId("count").textContent = `${day.items.length.toLocaleString()} programmes`;
  const { timed, anytime } = sortOut(day.items);
  const grid = timed.length && wide.matches ? drawGrid(timed) : null;
  byId("listing").replaceChildren(...[grid ? grid.frame : timed.length ? drawList(timed) : null, drawAnytime(anytime)].filter(Boolean));
  grid?.reveal();
  byId("notice").replaceChildren(...(day.items.length ? [] : [drawEmpty()]));
}

function drawEmpty() {
  const [title, advice] = day.loadedAt
    ? ["Nothing is listed on this day", "Go on to the day before or after."]
    : ["This day has not been loaded", "Days around today are kept; others are loaded when somebody asks the operator for them."];
  return el("div", { class: "notice" }, el("h2", {}, title), el("p", {}, advice));
}

function drawFailure(error) {
  byId("listing").replaceChildren();
  byId("count").textContent = "";
  byId("notice").replaceChildren(el("div", { class: "notice", role: "alert" }, el("h2", {}, error.message), el("p", {}, error.advice ?? ""),
    el("button", { type: "button", class: "main", onclick: show }, "Try again")));
}

function start() {
  byId("zone").textContent = zone;
  for (const id of ["previous", "today", "next"]) {
    byId(id).addEventListener("click", (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      go(id === "today" ? "today" : new URL(byId(id).href).searchParams.get("date") ?? "today");
    });
  }
  byId("date").addEventListener("change", () => byId("date").value && go(byId("date").value));
  wide.addEventListener("change", () => day && draw());
  addEventListener("popstate", show);
  show();
}

start();
