"""The two operations on episodes, as their users see them."""

from __future__ import annotations

from api.episodes.parameters import SEARCH_PARAMETERS
from api.examples import EPISODE, MEMBER
from api.kinds import INT64, Integer
from api.operations import Operation
from api.parameters import PathParameter
from api.problems import (
    DATABASE_UNAVAILABLE,
    EPISODE_NOT_FOUND,
    SEARCH_BUILDING,
    SEARCH_TIMEOUT,
    SEARCH_UNAVAILABLE,
)
from api.shapes import EpisodeList, EpisodeWithCasts

SEARCH_EPISODES = Operation(
    name="searchEpisodes",
    summary="Search episodes",
    description="Filters take several values, any of which will do; different filters must all hold.",
    parameters=SEARCH_PARAMETERS,
    answer=EpisodeList,
    example={
        "items": [EPISODE],
        "total": {"value": 1, "relation": "eq"},
        "facets": {},
        "page": {"size": 20, "number": 1, "next": None, "previous": None, "cursor": None},
        "did_you_mean": None,
    },
    problems=(SEARCH_BUILDING, SEARCH_TIMEOUT, SEARCH_UNAVAILABLE, DATABASE_UNAVAILABLE),
    headers={
        "Link": "The next and previous pages, where there are any (RFC 8288).",
        "Server-Timing": "Milliseconds that the search engine took.",
    },
)
GET_EPISODE = Operation(
    name="getEpisode",
    summary="Get an episode with its show, cast and guest cast",
    description="Fresh from the database, with exact likes. An episode that TVMaze withdrew is answered and marked.",
    path_parameters=(
        PathParameter("episode_id", Integer(1, INT64), "TVMaze's id of the episode.", 1001, EPISODE_NOT_FOUND),
    ),
    answer=EpisodeWithCasts,
    example={**EPISODE, "cast": [MEMBER], "guest_cast": []},
    problems=(EPISODE_NOT_FOUND, DATABASE_UNAVAILABLE),
)
