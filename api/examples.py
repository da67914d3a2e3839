"""One made-up episode, shown in ``/openapi.json`` wherever an answer holds episodes."""

from __future__ import annotations

from datetime import UTC, date, datetime

from api.shapes import CastMember, Episode

EPISODE: Episode = {
    "id": 1001,
    "name": "The Long Way Home",
    "season": 2,
    "number": 5,
    "type": "regular",
    "airdate": date(2020, 12, 24),
    "airtime": "20:00",
    "airtime_known": True,
    "airstamp": datetime(2020, 12, 25, 1, tzinfo=UTC),
    "runtime": 60,
    "rating": 7.9,
    "summary": "Two old friends meet where they parted.",
    "image": None,
    "url": "https://www.tvmaze.com/episodes/1001",
    "likes": 3,
    "withdrawn": False,
    "show": {
        "id": 82,
        "name": "Harbour Lights",
        "type": "Scripted",
        "language": "English",
        "genres": ["Drama"],
        "network": "NBC",
        "web_channel": None,
        "country": "US",
        "timezone": "America/New_York",
        "status": "Running",
        "image": None,
    },
    "highlight": {},
    "liked": None,
    "bookmarked": None,
}
MEMBER: CastMember = {
    "person": {"id": 12, "name": "Ada Vance", "image": None, "url": "https://www.tvmaze.com/people/12"},
    "character": {"id": 34, "name": "Captain Rowe", "image": None},
    "self": False,
    "voice": False,
}
