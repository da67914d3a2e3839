"""Recorded days: listings come from files alone; casts and seasons, which no recording has, are made up.

Layout of the folder: ``schedule/COUNTRY/DATE.json`` and ``schedule/web/DATE.json`` are whole answers;
``shows/ID/cast.json``, ``shows/index-sample.json`` and ``updates/shows.json`` are there or not.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import orjson

from simulator.generated.casts import Casting, make_cast, make_guest_cast
from simulator.generated.slugs import resource
from simulator.source import NotHeld, Payload

WEB = "web"
# A season's id holds its number, which may be a year.
_SEASONS = 10_000
Thing = TypeVar("Thing")


class NothingRecorded(Exception):
    """The folder holds no recorded day."""


class RecordedSource:
    """Answers from every row that the recordings hold, whatever its country; where rows differ, from the newest."""

    def __init__(self, folder: Path, seed: int) -> None:
        self._folder = folder
        self._seed = seed
        self._shows: dict[int, Payload] = {}
        self._episodes: dict[int, Payload] = {}
        self._show_of: dict[int, int] = {}
        self._ids_by_show: dict[int, list[int]] = {}
        self._listings: dict[tuple[str, str], list[Payload]] = {}
        for file in sorted(folder.glob("schedule/*/????-??-??.json")):
            self._listings[file.parent.name, file.stem] = orjson.loads(file.read_bytes())
        if not self._listings:
            raise NothingRecorded(f"{folder} holds no recorded day (schedule/US/DATE.json, schedule/web/DATE.json)")
        self._collect_shows()
        self._collect_episodes()

    def schedule(self, country: str, day: date) -> list[Payload]:
        """Give a recorded day of a country, or nothing."""
        return self._listings.get((country, day.isoformat()), [])

    def web_schedule(self, day: date, country: str | None) -> list[Payload]:
        """Give a recorded day, or what belongs to one form of the country."""
        rows = self._listings.get((WEB, day.isoformat()), [])
        return rows if country is None else [row for row in rows if _is_streamed_in(row, country)]

    def show(self, show_id: int) -> Payload:
        """Give the newest show object of that id."""
        return _held(self._shows, show_id)

    def episodes(self, show_id: int) -> list[Payload]:
        """List what was recorded of a show."""
        self.show(show_id)
        return sorted((self._episodes[each] for each in self._ids_by_show.get(show_id, ())), key=_order)

    def cast(self, show_id: int) -> list[Payload]:
        """Give the recorded cast, or one of our own making."""
        recorded = self._folder / "shows" / str(show_id) / "cast.json"
        if recorded.is_file():
            cast: list[Payload] = orjson.loads(recorded.read_bytes())
            return cast
        return make_cast(self._casting(show_id))

    def seasons(self, show_id: int) -> list[Payload]:
        """List the seasons that the recorded episodes name."""
        show, episodes = self.show(show_id), self.episodes(show_id)
        numbers = sorted({episode["season"] for episode in episodes})
        return [_make_season(show, number, episodes) for number in numbers]

    def season_episodes(self, season_id: int) -> list[Payload]:
        """List what was recorded of a season."""
        show_id, number = divmod(season_id, _SEASONS)
        listed = [episode for episode in self.episodes(show_id) if episode["season"] == number]
        if not listed:
            raise NotHeld
        return listed

    def episode(self, episode_id: int) -> Payload:
        """Give the newest row of that id."""
        return _held(self._episodes, episode_id)

    def show_of(self, episode_id: int) -> Payload:
        """Give the show of a recorded episode."""
        return self.show(_held(self._show_of, episode_id))

    def guest_cast(self, episode_id: int) -> list[Payload]:
        """Make up guests for some of the episodes."""
        return make_guest_cast(self._casting(_held(self._show_of, episode_id)), episode_id)

    def updates(self) -> dict[str, int]:
        """Give the recorded updates, or where there are none what the rows say."""
        recorded = self._folder / "updates" / "shows.json"
        if recorded.is_file():
            updates: dict[str, int] = orjson.loads(recorded.read_bytes())
            return updates
        return {str(show_id): show["updated"] for show_id, show in sorted(self._shows.items())}

    def _casting(self, show_id: int) -> Casting:
        return Casting(self._seed, show_id, self.show(show_id)["type"])

    def _collect_shows(self) -> None:
        for listing in self._listings.values():
            for row in listing:
                self._keep_show(_show_in(row))
        sample = self._folder / "shows" / "index-sample.json"
        for show in orjson.loads(sample.read_bytes()) if sample.is_file() else []:
            self._shows.setdefault(show["id"], show)

    def _keep_show(self, show: Payload) -> None:
        kept = self._shows.get(show["id"])
        if kept is None or kept["updated"] <= show["updated"]:
            self._shows[show["id"]] = show

    def _collect_episodes(self) -> None:
        """Keep each episode's newest row: a show changes with every recording, so its ``updated`` tells their order."""
        recorded_at: dict[int, tuple[int, str]] = {}
        for (_, day), listing in self._listings.items():
            for row in listing:
                age = (_show_in(row)["updated"], day)
                if recorded_at.get(row["id"], age) <= age:
                    recorded_at[row["id"]] = age
                    self._episodes[row["id"]] = _without_show(row)
                    self._show_of[row["id"]] = _show_in(row)["id"]
        for episode_id, show_id in self._show_of.items():
            self._ids_by_show.setdefault(show_id, []).append(episode_id)


def _show_in(row: Payload) -> Payload:
    show: Payload = row["show"] if "show" in row else row["_embedded"]["show"]
    return show


def _without_show(row: Payload) -> Payload:
    return {key: value for key, value in row.items() if key not in ("show", "_embedded")}


def _is_streamed_in(row: Payload, country: str) -> bool:
    channel = _show_in(row)["webChannel"]
    if channel is None:
        return False
    home = channel["country"]
    return (home["code"] if home else "") == country


def _order(episode: Payload) -> tuple[Any, ...]:
    return (episode["season"], episode["airdate"], episode["number"] is None, episode["number"] or 0, episode["id"])


def _make_season(show: Payload, number: int, episodes: list[Payload]) -> Payload:
    days = sorted(each["airdate"] for each in episodes if each["season"] == number and each["airdate"])
    season_id = show["id"] * _SEASONS + number
    return {
        "id": season_id,
        "url": f"https://www.tvmaze.com/seasons/{season_id}/season-{number}",
        "number": number,
        "name": "",
        "episodeOrder": None,
        "premiereDate": days[0] if days else None,
        "endDate": days[-1] if days else None,
        "network": show["network"],
        "webChannel": show["webChannel"],
        "image": None,
        "summary": None,
        "_links": {"self": {"href": resource("seasons", season_id)}},
    }


def _held(things: dict[int, Thing], identity: int) -> Thing:
    try:
        return things[identity]
    except KeyError:
        raise NotHeld from None
