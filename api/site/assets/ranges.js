// How facets are named, and how a range is told.
export const NAMES = {
  genre: "Genre", network: "Network", show_type: "Type", language: "Language", season: "Season", person: "Person",
  country: "Country", guest: "Guest", web_channel: "Web channel", show_status: "Status", episode_type: "Episode type",
  show_id: "Show", person_id: "Person", number: "Number", feed: "Listing", runtime: "Runtime", rating: "Rating", airdate: "Airdate",
};
export const ENDS = {
  airdate: ["airdate_from", "airdate_to"], runtime: ["runtime_min", "runtime_max"], rating: ["rating_min", "rating_max"],
};

export function sayNumbers(kind, from, to) {
  const unit = kind === "runtime" ? " min" : "";
  if (from === null || from === undefined) return `up to ${to}${unit}`;
  if (to === null || to === undefined) return `${from}${unit} or more`;
  return `${from}–${to}${unit}`;
}
