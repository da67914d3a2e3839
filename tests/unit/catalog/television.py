"""Rows for tests of documents, with every field filled; override what a test is about."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from catalog.rows import CastRows, ChannelRow, EpisodeRow, ShowRow

NETWORK = ChannelRow(7, "Fox", "US", "America/New_York")
WEB_CHANNEL = ChannelRow(8, "Hulu", "GB", "Europe/London")


def make_show(**fields: Any) -> ShowRow:
    """Make a show on a network and a web channel."""
    row: dict[str, Any] = {
        "id": 1,
        "name": "Bones",
        "type": "Scripted",
        "status": "Ended",
        "language": "English",
        "genres": ("Drama", "Crime"),
        "weight": 98,
        "image_medium": "https://static.example/show-m.jpg",
        "image_original": "https://static.example/show-o.jpg",
        "network": NETWORK,
        "web_channel": WEB_CHANNEL,
        "cast": CastRows((1, 2), ("Emily", "David"), ("Temperance", "Seeley")),
    }
    return ShowRow(**{**row, **fields})


def make_episode(show: ShowRow | None = None, **fields: Any) -> EpisodeRow:
    """Make an episode with a guest."""
    row: dict[str, Any] = {
        "id": 100,
        "name": "Pilot",
        "season": 1,
        "number": 1,
        "type": "regular",
        "airdate": date(2005, 9, 13),
        "airtime": "20:00",
        "airtime_known": True,
        "airstamp": datetime(2005, 9, 14, 0, tzinfo=UTC),
        "runtime_minutes": 60,
        "rating": 7.8,
        "image_medium": "https://static.example/m.jpg",
        "image_original": "https://static.example/o.jpg",
        "summary": "A body is found.",
        "url": "https://www.tvmaze.com/episodes/100",
        "withdrawn": False,
        "guests": CastRows((3,), ("Gast",), ("Wirt",)),
        "feeds": ("us",),
        "likes": 4,
    }
    return EpisodeRow(**{**row, "show": show or make_show(), **fields})
