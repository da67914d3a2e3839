"""The operations on shows, as their users see them."""

from __future__ import annotations

from datetime import date

from api.casts import INCLUDE
from api.examples import EPISODE, MEMBER
from api.kinds import INT64, Integer
from api.operations import Access, Operation
from api.parameters import PathParameter, paging
from api.problems import DATABASE_UNAVAILABLE, SHOW_NOT_FOUND
from api.shows.shapes import ShowDetails, ShowEpisodes

TAG = "Shows"
SHOW_ID = PathParameter("show_id", Integer(1, INT64), "TVMaze's id of the show.", 82, SHOW_NOT_FOUND)

GET_SHOW = Operation(
    name="getShow",
    summary="Get a show with its seasons and its cast",
    description="Fresh from the database. Seasons are those whose episodes were listed, withdrawn ones left out.",
    tag=TAG,
    access=Access.VISITOR,
    path_parameters=(SHOW_ID,),
    answer=ShowDetails,
    example={
        **EPISODE["show"],
        "summary": "A harbour, and those who watch over it.",
        "url": "https://www.tvmaze.com/shows/82",
        "official_site": None,
        "premiered": date(2019, 9, 12),
        "ended": None,
        "runtime": 60,
        "average_runtime": 60,
        "rating": 8.1,
        "airs_time": "20:00",
        "airs_days": ["Thursday"],
        "imdb": None,
        "seasons": [
            {"number": 2, "episodes": 1, "first_airdate": date(2020, 12, 24), "last_airdate": date(2020, 12, 24)}
        ],
        "cast": [MEMBER],
    },
    problems=(SHOW_NOT_FOUND, DATABASE_UNAVAILABLE),
)
LIST_EPISODES = Operation(
    name="listShowEpisodes",
    summary="List a show's episodes",
    description="By season and number; those without a number follow their season by airdate. Fresh from the database.",
    tag=TAG,
    access=Access.VISITOR,
    path_parameters=(SHOW_ID,),
    parameters=(INCLUDE, *paging(100)),
    answer=ShowEpisodes,
    example={
        "items": [EPISODE],
        "total": {"value": 1, "relation": "eq"},
        "page": {"size": 100, "number": 1, "next": None, "previous": None, "cursor": None},
    },
    problems=(SHOW_NOT_FOUND, DATABASE_UNAVAILABLE),
    headers={"Link": "The next and previous pages, where there are any (RFC 8288)."},
)
