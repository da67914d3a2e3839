"""One made-up episode and its id, shown in ``/openapi.json`` wherever something is about episodes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from api.facet_shapes import Facets
from api.kinds import INT64, Integer
from api.parameters import PathParameter
from api.problems import EPISODE_NOT_FOUND
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
FACETS: Facets = {
    "genre": [{"value": "Drama", "count": 1, "selected": False}],
    "season": [{"value": 2, "count": 1, "selected": False}],
    "airdate": [{"from": date(2020, 12, 24), "to": date(2020, 12, 24), "count": 1, "selected": False}],
}
EPISODE_ID = PathParameter("episode_id", Integer(1, INT64), "TVMaze's id of the episode.", 1001, EPISODE_NOT_FOUND)


def make_list(item: Mapping[str, Any]) -> dict[str, Any]:
    """Give the answer of a search that found one item."""
    return {
        "items": [item],
        "total": {"value": 1, "relation": "eq"},
        "facets": FACETS,
        "page": {"size": 20, "number": 1, "next": None, "previous": None, "cursor": None},
        "did_you_mean": None,
    }
