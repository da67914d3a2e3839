"""TVMaze's JSON as it may come over the wire: made-up items with every key, to be overridden."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from pipeline.tvmaze.answer import Answer

ABSENT = object()
"""Given as an override: the key is not there at all."""


def network(**overrides: Any) -> dict[str, Any]:
    """Make a network of one country."""
    country = {"name": "United States", "code": "US", "timezone": "America/New_York"}
    return _item({"id": 3, "name": "Harbor", "country": country, "officialSite": None}, overrides)


def show(**overrides: Any) -> dict[str, Any]:
    """Make a show as listings embed it."""
    whole = {
        "id": 50,
        "url": "https://www.tvmaze.com/shows/50/lantern",
        "name": "Lantern",
        "type": "Scripted",
        "language": "English",
        "genres": ["Drama"],
        "status": "Running",
        "runtime": 60,
        "averageRuntime": 58,
        "premiered": "2019-09-08",
        "ended": None,
        "officialSite": None,
        "schedule": {"time": "21:00", "days": ["Sunday"]},
        "rating": {"average": 7.4},
        "weight": 91,
        "network": network(),
        "webChannel": None,
        "dvdCountry": None,
        "externals": {"tvrage": None, "thetvdb": 1234, "imdb": "tt0000001"},
        "image": {"medium": "https://static.tvmaze.com/m.jpg", "original": "https://static.tvmaze.com/o.jpg"},
        "summary": "<p>A keeper and a light.</p>",
        "updated": 1700000000,
        "_links": {"self": {"href": "https://api.tvmaze.com/shows/50"}},
    }
    return _item(whole, overrides)


def episode(**overrides: Any) -> dict[str, Any]:
    """Make an episode with its show at ``show``."""
    whole = {
        "id": 7,
        "url": "https://www.tvmaze.com/episodes/7/lantern-1x02-tide",
        "name": "Tide",
        "season": 1,
        "number": 2,
        "type": "regular",
        "airdate": "2020-01-26",
        "airtime": "21:00",
        "airstamp": "2020-01-27T02:00:00+00:00",
        "runtime": 60,
        "rating": {"average": 8},
        "image": None,
        "summary": None,
        "show": show(),
        "_links": {"self": {"href": "https://api.tvmaze.com/episodes/7"}},
    }
    return _item(whole, overrides)


def cast(person: int = 1, character: int = 1, **overrides: Any) -> dict[str, Any]:
    """Make a row of a cast."""
    whole = {
        "person": {
            "id": person,
            "url": f"https://www.tvmaze.com/people/{person}",
            "name": "Ada Reed",
            "country": None,
            "birthday": None,
            "deathday": None,
            "gender": None,
            "image": None,
        },
        "character": {"id": character, "url": None, "name": "The Keeper", "image": None},
        "self": False,
        "voice": False,
    }
    return _item(whole, overrides)


def answer(payload: Any) -> Answer:
    """Make an answer of a payload, or of bytes as they stand."""
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return Answer("/made-up", datetime(2026, 11, 23, 12, tzinfo=UTC), body)


def _item(whole: dict[str, Any], overrides: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in {**whole, **overrides}.items() if value is not ABSENT}
