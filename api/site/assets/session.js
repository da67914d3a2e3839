// Who is logged in, in all tabs of this browser: both tokens are in localStorage, where each tab finds the newest ones.
// Scripts of this page can read them, and no others run: the page's policy allows the server's own files and nothing
// inline. A cookie would be sent by other pages' forms too.
const KEY = "tvsi-session";
let refreshing = null;
const listeners = new Set();

const read = () => { try { return JSON.parse(localStorage.getItem(KEY)); } catch { return null; } };
export const user = () => read()?.username ?? null;
export const token = () => read()?.access ?? null;
export const onSession = (listener) => listeners.add(listener);

function keep(pair, username) {
  localStorage.setItem(KEY, JSON.stringify({ username, access: pair.access_token, refresh: pair.refresh_token }));
}

const forget = () => localStorage.removeItem(KEY);

const tell = () => listeners.forEach((listener) => listener(user()));

// Another tab logged in or out; that it only exchanged the tokens is nobody's news.
addEventListener("storage", ({ key, oldValue, newValue }) => {
  const name = (text) => (text ? JSON.parse(text).username : null);
  if (key === null || (key === KEY && name(oldValue) !== name(newValue))) tell();
});

async function post(path, body) {
  const headers = { "Content-Type": "application/json", ...(path === "logout" ? { Authorization: `Bearer ${token()}` } : {}) };
  return fetch(`v1/auth/${path}`, { method: "POST", headers, body: body && JSON.stringify(body) });
}

async function expect(response) {
  if (response.ok) return response.status === 204 ? null : response.json();
  const problem = await response.json().catch(() => ({}));
  const fields = (problem.errors ?? []).map((error) => `${error.parameter} ${error.detail}`).join("; ");
  throw new Error(fields || problem.detail || "That did not work. Try again in a moment.");
}

export async function logIn(username, password) {
  const pair = await expect(await post("login", { username, password }));
  await alone(async () => keep(pair, username));
  tell();
}

export async function register(username, email, password) {
  await expect(await post("register", { username, email, password }));
  await logIn(username, password);
}

export async function logOut() {
  await alone(async () => {
    const used = token();
    const response = await post("logout").catch(() => null);
    if (response?.status === 401 && await exchange(used)) await post("logout").catch(() => null);
    forget();
  });
  tell();
}

// One at a time, over all tabs: a refresh token used twice ends the session. What one tab keeps the others may see some
// milliseconds later, so the next one waits longer than that. Browsers have locks over https and on one's own machine;
// elsewhere a tab knows only of itself.
const SEEN_MS = 500;
const pause = (milliseconds) => new Promise((done) => { setTimeout(done, milliseconds); });
const alone = (work) => (navigator.locks ? new Promise((resolve, reject) => {
  navigator.locks.request(KEY, () => work().then(resolve, reject).then(() => pause(SEEN_MS))).catch(reject);
}) : work());

export function refresh(refused) {
  refreshing ??= alone(() => exchange(refused)).finally(() => { refreshing = null; });
  return refreshing;
}

// Gives whether there is a token to go on with. An answer is for the session that asked: nothing of it is kept where
// somebody logged in or out meanwhile.
async function exchange(refused) {
  const kept = read();
  if (!kept) return false;
  if (kept.access !== refused) return true; // another tab was faster
  const response = await post("refresh", { refresh_token: kept.refresh });
  const pair = response.ok ? await response.json() : null;
  if (read()?.refresh !== kept.refresh) return read() !== null;
  if (pair) keep(pair, kept.username);
  else if (response.status === 401) { forget(); tell(); }
  return pair !== null;
}
