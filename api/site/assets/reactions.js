// Like and bookmark in place: shown at once, taken back if the server says no.
import { ask, Failure } from "./client.js";
import { askToLogIn } from "./account.js";
import { el, say } from "./dom.js";
import { user } from "./session.js";

export function drawReactions(item) {
  return [drawButton(item, "like", "liked", "♥"), drawButton(item, "bookmark", "bookmarked", "★")];
}

function drawButton(item, action, member, sign) {
  const number = el("span", { class: "n" });
  const button = el("button", { type: "button", class: `react ${action}` },
    el("span", { "aria-hidden": "true" }, sign), action === "like" && number,
    el("span", { class: "hidden" }, `${action === "like" ? "Like" : "Bookmark"} ${item.name} of ${item.show.name}`));
  const show = () => {
    button.setAttribute("aria-pressed", String(Boolean(item[member])));
    number.replaceChildren(item.likes.toLocaleString(), el("span", { class: "hidden" }, " likes. "));
  };
  button.addEventListener("click", () => react(item, action, member, show));
  show();
  return button;
}

async function react(item, action, member, show) {
  if (!user()) return askToLogIn(`Log in to ${action} episodes.`);
  const before = { [member]: item[member], likes: item.likes };
  const isOn = !item[member];
  item[member] = isOn;
  if (action === "like") item.likes += isOn ? 1 : -1;
  show();
  try {
    const { body } = await ask(`v1/episodes/${item.id}/${action}`, { method: isOn ? "PUT" : "DELETE" });
    item[member] = body[member];
    if (action === "like") item.likes = body.likes;
    say(`${item.name}: ${isOn ? member : `no longer ${member}`}`);
  } catch (error) {
    Object.assign(item, before);
    say(error instanceof Failure ? `${error.message}. ${error.advice}` : "That did not work. Try again.");
  }
  return show();
}
