// Suggestions below the search box: a combobox with a list, as the ARIA practices have it.
import { ask } from "./client.js";
import { byId, el, marked } from "./dom.js";

const KINDS = { show: "Show", episode: "Episode", person: "Person" };
let items = [];
let active = -1;
let asking;
let timer;

export function startSuggestions(choose) {
  const [box, list] = [byId("q"), byId("suggestions")];
  box.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(() => find(box, list, choose), 80); });
  box.addEventListener("keydown", (event) => press(event, box, list, choose));
  box.addEventListener("blur", () => hideSuggestions());
  list.addEventListener("mousedown", (event) => event.preventDefault());
}

export function hideSuggestions() {
  clearTimeout(timer);
  asking?.abort();
  byId("suggestions").hidden = true;
  byId("q").setAttribute("aria-expanded", "false");
  byId("q").removeAttribute("aria-activedescendant");
  active = -1;
}

async function find(box, list, choose) {
  asking?.abort();
  if (!box.value.trim()) return hideSuggestions();
  asking = new AbortController();
  try {
    const { body } = await ask(`v1/suggest?q=${encodeURIComponent(box.value.slice(0, 100))}`, { signal: asking.signal });
    items = body.items;
  } catch { return undefined; /* the search itself tells what is wrong */ }
  if (!items.length || document.activeElement !== box) return hideSuggestions();
  active = -1;
  list.replaceChildren(...items.map((item, index) => draw(item, index, choose)));
  list.hidden = false;
  return box.setAttribute("aria-expanded", "true");
}

function draw(item, index, choose) {
  return el("li", { role: "option", id: `suggestion-${index}`, "aria-selected": "false", onclick: () => { hideSuggestions(); choose(item); } },
    el("span", { class: "text" }, marked(item.highlight), item.show && el("small", {}, ` ${item.show}`)),
    el("span", { class: "kind" }, KINDS[item.type]));
}

function press(event, box, list, choose) {
  if (event.key === "Escape" && !list.hidden) { event.preventDefault(); return hideSuggestions(); }
  if (event.key === "Enter" && active >= 0) {
    event.preventDefault();
    const chosen = items[active];
    hideSuggestions();
    return choose(chosen);
  }
  if (event.key === "Enter") return hideSuggestions();
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || list.hidden) return undefined;
  event.preventDefault();
  active = (active + step + items.length + (active < 0 && step < 0 ? 1 : 0)) % items.length;
  [...list.children].forEach((option, index) => option.setAttribute("aria-selected", String(index === active)));
  list.children[active].scrollIntoView({ block: "nearest" });
  return box.setAttribute("aria-activedescendant", `suggestion-${active}`);
}
