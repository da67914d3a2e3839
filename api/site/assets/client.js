// The API, asked over fetch: with the user's token, refreshed once where it has expired, and errors in plain words.
import { byId } from "./dom.js";
import { refresh, token, user } from "./session.js";

export class Failure extends Error {
  constructor(title, advice, status = 0) {
    super(title);
    this.advice = advice;
    this.status = status;
  }
}

async function send(path, options) {
  const headers = token() ? { Authorization: `Bearer ${token()}` } : {};
  try {
    return await fetch(path, { ...options, headers });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Failure("The server can't be reached", "Check your connection, then try again.");
  }
}

// Gives the answer's body, and the milliseconds that its search took if it says so. What a user wrote is never sent again
// as another one, who logged in meanwhile.
export async function ask(path, options = {}) {
  const [used, who] = [token(), user()];
  const isTheirs = () => !options.method || user() === who;
  let response = await send(path, options);
  if (response.status === 401 && used && await refresh(used) && isTheirs()) response = await send(path, options);
  const simulated = byId("simulated");
  if (simulated) simulated.hidden = response.headers.get("X-TVSI-Source") !== "simulated";
  if (!response.ok) throw await explain(response);
  const took = /dur=([\d.]+)/.exec(response.headers.get("Server-Timing") ?? "")?.[1];
  return { body: await response.json(), took: took === undefined ? null : Number(took) };
}

async function explain(response) {
  const problem = await response.json().catch(() => ({}));
  const seconds = response.headers.get("Retry-After");
  const wait = seconds ? `Try again in ${seconds} seconds.` : "Try again in a moment.";
  const fields = (problem.errors ?? []).map((error) => `${error.parameter} ${error.detail}`).join("; ");
  const { status } = response;
  if (status === 429) return new Failure("That was a lot of requests", wait, status);
  if (status === 503 && problem.type?.includes("building")) return new Failure("The first days are being loaded", wait, status);
  if (status === 503) return new Failure("The search is away for a moment", `Nothing is lost. ${wait}`, status);
  if (status === 400) return new Failure("That can't be searched for", fields || problem.detail, status);
  if (status === 401) return new Failure("You are no longer logged in", "Log in again to go on.", status);
  if (status === 404) return new Failure("That is not here", problem.detail ?? "", status);
  return new Failure("Something went wrong", `${wait} Request ${problem.request_id ?? "unknown"}.`, status);
}
