"""Payloads made up for tests, read from JSON as TVMaze writes it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from pipeline.tvmaze.answer import Answer
from pipeline.tvmaze.parse import ParsedListing, parse_listing
from pipeline.tvmaze.payloads import EpisodePayload

US = {"name": "United States", "code": "US", "timezone": "America/New_York"}
SHOW: dict[str, Any] = {
    "id": 7,
    "url": "https://www.tvmaze.com/shows/7/show",
    "name": "Show",
    "type": "Scripted",
    "language": "English",
    "genres": ["Drama", "Crime"],
    "status": "Ended",
    "runtime": 60,
    "averageRuntime": 58,
    "premiered": "2014-09-22",
    "ended": "2020-02-18",
    "officialSite": "https://example.org",
    "schedule": {"time": "20:00", "days": ["Monday", "Friday"]},
    "rating": {"average": 8},
    "weight": 97,
    "network": {"id": 2, "name": "CBS", "country": US, "officialSite": "https://example.org/cbs"},
    "webChannel": {"id": 1, "name": "Netflix", "country": None, "officialSite": None},
    "dvdCountry": {"name": "Japan", "code": "JP", "timezone": "Asia/Tokyo"},
    "externals": {"tvrage": 1, "thetvdb": 2, "imdb": "tt3"},
    "image": {"medium": "m.jpg", "original": "o.jpg"},
    "summary": "<p>A <b>show</b>.</p>",
    "updated": 1704794122,
}
EPISODE: dict[str, Any] = {
    "id": 11,
    "url": "https://www.tvmaze.com/episodes/11/show-1x02-pilot",
    "name": "Pilot",
    "season": 1,
    "number": 2,
    "type": "regular",
    "airdate": "2020-12-01",
    "airtime": "20:30",
    "airstamp": "2020-12-02T01:30:00+00:00",
    "runtime": 30,
    "rating": {"average": 7.5},
    "image": {"medium": "em.jpg", "original": "eo.jpg"},
    "summary": "<p>An episode.</p>",
}


def write_listing(*items: Any) -> ParsedListing:
    """Read these items as a listing's answer."""
    return parse_listing(Answer("/schedule", datetime(2026, 3, 1, tzinfo=UTC), json.dumps(items).encode()))


def write_episode(show: dict[str, Any] | None = None, **values: Any) -> EpisodePayload:
    """Read one episode, its values by their names on the wire."""
    (episode,) = write_listing({**EPISODE, **values, "show": {**SHOW, **(show or {})}}).episodes
    return episode
