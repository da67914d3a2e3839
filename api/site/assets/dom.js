// Elements out of data. Text enters as text nodes only; no markup is ever parsed.

export const byId = (id) => document.getElementById(id);

// el("a", { class: "x", href: "…", onclick: f, "aria-label": "…" }, "text", child, null)
export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name === "checked" || name === "value" || name === "disabled") made[name] = value;
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

const ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#x27;": "'", "&#39;": "'", "&#x2F;": "/" };
const unescape = (text) => text.replace(/&(?:amp|lt|gt|quot|#x27|#39|#x2F);/g, (entity) => ENTITIES[entity]);

// A highlight is escaped HTML with <em> alone: split there, and all the rest is text.
export function marked(html) {
  const parts = html.split(/(<em>.*?<\/em>)/s);
  return parts.filter(Boolean).map((part) =>
    part.startsWith("<em>") ? el("mark", {}, unescape(part.slice(4, -5))) : unescape(part));
}

// Links out of the data lead over https or nowhere.
export function secure(url) {
  try { return new URL(url).protocol === "https:" ? url : null; } catch { return null; }
}

export function poster(image, name, id, size = "") {
  const letters = name.replace(/^(the|a|an)\s+/i, "").split(/\s+/).slice(0, 2).map((word) => [...word][0]).join("");
  const frame = el("span", { class: `poster ${size}`, "aria-hidden": "true" }, letters.toUpperCase());
  frame.style.setProperty("--hue", String((id * 47) % 360));
  const address = secure(image?.medium);
  if (address) {
    const picture = el("img", { src: address, alt: "", loading: "lazy", decoding: "async" });
    picture.addEventListener("error", () => picture.remove());
    frame.append(picture);
  }
  return frame;
}

let clearing;
export function say(text) {
  const line = byId("said");
  line.textContent = text;
  line.hidden = false;
  clearTimeout(clearing);
  clearing = setTimeout(() => { line.hidden = true; }, 6000);
}
