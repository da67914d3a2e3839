// Who is logged in, in all tabs of this browser. The access token lives in memory alone; the refresh token in
// localStorage, where each tab finds the newest one. Scripts of this page can read it, and no others run: the page's
// policy allows the server's own files and nothing inline. A cookie would be sent by other pages' forms too.
const KEY = "tvsi-session";
let access = null;
let refreshing = null;
const listeners = new Set();

const read = () => { try { return JSON.parse(localStorage.getItem(KEY)); } catch { return null; } };
export const user = () => read()?.username ?? null;
export const token = () => access;
export const onSession = (listener) => listeners.add(listener);

function keep(pair, username) {
  access = pair.access_token;
  localStorage.setItem(KEY, JSON.stringify({ username, refresh: pair.refresh_token }));
}

function forget() {
  access = null;
  localStorage.removeItem(KEY);
}

const tell = () => listeners.forEach((listener) => listener(user()));

// Another tab logged in or out; that it only exchanged the token is nobody's news.
addEventListener("storage", ({ key, oldValue, newValue }) => {
  const name = (text) => (text ? JSON.parse(text).username : null);
  if (key !== null && (key !== KEY || name(oldValue) === name(newValue))) return;
  access = null;
  tell();
});

async function post(path, body) {
  const headers = { "Content-Type": "application/json", ...(access ? { Authorization: `Bearer ${access}` } : {}) };
  return fetch(`v1/auth/${path}`, { method: "POST", headers, body: body && JSON.stringify(body) });
}

async function expect(response) {
  if (response.ok) return response.status === 204 ? null : response.json();
  const problem = await response.json().catch(() => ({}));
  const fields = (problem.errors ?? []).map((error) => `${error.parameter} ${error.detail}`).join("; ");
  throw new Error(fields || problem.detail || "That did not work. Try again in a moment.");
}

export async function logIn(username, password) {
  keep(await expect(await post("login", { username, password })), username);
  tell();
}

export async function register(username, email, password) {
  await expect(await post("register", { username, email, password }));
  await logIn(username, password);
}

export async function logOut() {
  if (!access) await refresh();
  await post("logout").catch(() => null);
  forget();
  tell();
}

// One exchange at a time, over all tabs: a refresh token used twice ends the session. Browsers have locks over https and
// on one's own machine; elsewhere a tab knows only of itself.
export function refresh() {
  refreshing ??= (navigator.locks ? navigator.locks.request(KEY, exchange) : exchange()).finally(() => { refreshing = null; });
  return refreshing;
}

async function exchange() {
  const kept = read();
  if (!kept) return false;
  const response = await post("refresh", { refresh_token: kept.refresh });
  if (response.ok) keep(await response.json(), kept.username);
  else if (response.status === 401) { forget(); tell(); }
  return response.ok;
}
