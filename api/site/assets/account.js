// Logging in, registering, logging out.
import { byId, el, say } from "./dom.js";
import { logIn, logOut, onSession, register, user } from "./session.js";

export function startAccount() {
  byId("log-in").addEventListener("click", () => askToLogIn());
  byId("log-out").addEventListener("click", async () => { await logOut(); say("You are logged out."); });
  onSession(show);
  show(user());
}

function show(name) {
  byId("who").textContent = name ?? "";
  byId("log-in").hidden = Boolean(name);
  byId("log-out").hidden = !name;
  byId("bookmarks-link").hidden = !name;
}

export function askToLogIn(reason = "", isNew = false) {
  const dialog = byId("account");
  const wrong = el("p", { class: "wrong", role: "alert" });
  const submit = el("button", { type: "submit", class: "main" }, isNew ? "Register" : "Log in");
  const form = el("form", { method: "dialog" },
    field("username", isNew ? "Username" : "Username or e-mail", "username", "text"),
    isNew && field("email", "E-mail (nothing is sent there)", "email", "email"),
    field("password", "Password", isNew ? "new-password" : "current-password", "password"), wrong, submit);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    wrong.textContent = "";
    submit.disabled = true;
    const { username, email, password } = Object.fromEntries(new FormData(form));
    try {
      await (isNew ? register(username, email, password) : logIn(username, password));
      dialog.close();
      say(`Hello, ${username}.`);
    } catch (error) {
      wrong.textContent = error.message;
    } finally {
      submit.disabled = false;
    }
  });
  dialog.replaceChildren(
    el("h2", { id: "account-title" }, isNew ? "Make an account" : "Log in"), reason && el("p", {}, reason), form,
    el("div", { class: "row" },
      el("button", { type: "button", class: "link", onclick: () => askToLogIn(reason, !isNew) }, isNew ? "I have an account" : "Make an account"),
      el("button", { type: "button", class: "link", onclick: () => dialog.close() }, "Cancel")));
  if (!dialog.open) dialog.showModal();
  form.querySelector("input").focus();
}

function field(name, label, autocomplete, type) {
  return el("label", {}, label, el("input", { name, type, autocomplete, required: true }));
}
