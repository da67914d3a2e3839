// What the page shows, as the address says it, in the API's own words: back, forward, reload and links work by that.
export const VALUES = ["genre", "network", "show_type", "language", "season", "country", "person", "guest", "web_channel",
  "show_status", "episode_type", "show_id", "person_id", "number", "feed"];
export const RANGES = ["airdate_from", "airdate_to", "runtime_min", "runtime_max", "rating_min", "rating_max"];
const SINGLE = ["q", "sort", "page", "view", "episode"];

export function read(search = location.search) {
  const parameters = new URLSearchParams(search);
  const state = { values: {}, ranges: {} };
  for (const name of SINGLE) state[name] = parameters.get(name) ?? "";
  for (const name of VALUES) state.values[name] = parameters.getAll(name);
  for (const name of RANGES) if (parameters.get(name)) state.ranges[name] = parameters.get(name);
  state.page = Math.max(1, Number.parseInt(state.page, 10) || 1);
  return state;
}

// The part of a search that decides which episodes are found.
export function selection(state) {
  const parameters = new URLSearchParams();
  if (state.q.trim()) parameters.set("q", state.q.trim());
  for (const name of VALUES) for (const value of state.values[name]) parameters.append(name, value);
  for (const name of RANGES) if (state.ranges[name]) parameters.set(name, state.ranges[name]);
  return parameters;
}

export function write(state) {
  const parameters = selection(state);
  if (state.sort) parameters.set("sort", state.sort);
  if (state.page > 1) parameters.set("page", state.page);
  if (state.view) parameters.set("view", state.view);
  if (state.episode) parameters.set("episode", state.episode);
  const text = parameters.toString();
  return text ? `?${text}` : location.pathname;
}

export function change(state, changes) {
  return { ...state, page: 1, episode: "", ...changes };
}

export function toggle(state, name, value) {
  const kept = state.values[name];
  const next = kept.includes(value) ? kept.filter((one) => one !== value) : [...kept, value];
  return change(state, { values: { ...state.values, [name]: next } });
}

// Set both ends of a range; the same ones again take it away. Absent ends are open.
export function setRange(state, first, last, from, to) {
  const ranges = { ...state.ranges };
  const text = (end) => (end === null || end === undefined ? undefined : String(end));
  const again = ranges[first] === text(from) && ranges[last] === text(to);
  delete ranges[first];
  delete ranges[last];
  if (!again && text(from) !== undefined) ranges[first] = text(from);
  if (!again && text(to) !== undefined) ranges[last] = text(to);
  return change(state, { ranges });
}

export const clear = (state) => change(state, { ...read(""), q: state.q, sort: state.sort, view: state.view });
