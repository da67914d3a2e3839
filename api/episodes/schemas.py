"""The two operations on episodes, as their users see them."""

from __future__ import annotations

from api.examples import EPISODE, EPISODE_ID, MEMBER, make_list
from api.operations import Access, Operation
from api.problems import DATABASE_UNAVAILABLE, EPISODE_NOT_FOUND
from api.search.answers import HEADERS, PROBLEMS
from api.search.parameters import SEARCH_PARAMETERS
from api.shapes import EpisodeList, EpisodeWithCasts

SEARCH_EPISODES = Operation(
    name="searchEpisodes",
    summary="Search episodes",
    description="Filters take several values, any of which will do; different filters must all hold.",
    access=Access.VISITOR,
    parameters=SEARCH_PARAMETERS,
    answer=EpisodeList,
    example=make_list(EPISODE),
    problems=PROBLEMS,
    headers=HEADERS,
)
GET_EPISODE = Operation(
    name="getEpisode",
    summary="Get an episode with its show, cast and guest cast",
    description="Fresh from the database, with exact likes. An episode that TVMaze withdrew is answered and marked.",
    access=Access.VISITOR,
    path_parameters=(EPISODE_ID,),
    answer=EpisodeWithCasts,
    example={**EPISODE, "cast": [MEMBER], "guest_cast": []},
    problems=(EPISODE_NOT_FOUND, DATABASE_UNAVAILABLE),
)
