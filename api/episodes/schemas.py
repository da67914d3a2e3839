"""The operations on episodes, as their users see them."""

from __future__ import annotations

from api.examples import EPISODE, EPISODE_ID, MEMBER, make_list
from api.facet_shapes import FacetValue
from api.kinds import Choice, Text
from api.operations import Access, Operation
from api.parameters import Parameter, PathParameter, paging
from api.problems import DATABASE_UNAVAILABLE, EPISODE_NOT_FOUND
from api.search.answers import HEADERS, OF_STORES, PROBLEMS
from api.search.parameters import SEARCH_PARAMETERS, SELECTION
from api.shapes import EpisodeList, EpisodeWithCasts, FacetValues
from catalog.index import FACETS, FILTERS

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
LIST_FACET_VALUES = Operation(
    name="listFacetValues",
    summary="List or search the values of one facet",
    description=(
        "Takes the selection of a search. What is selected in the facet itself does not narrow its values. Ordered by "
        "count, then value; values that no episode has are not listed, selected ones neither."
    ),
    access=Access.VISITOR,
    path_parameters=(
        PathParameter("facet", Choice([facet for facet in FACETS if facet in FILTERS]), "The facet.", "person"),
    ),
    parameters=(
        Parameter(
            "value_q",
            Text(50),
            "Words that the values have, in this order, each of them at least begun. Case, accents and punctuation "
            "are ignored.",
            "mar har",
        ),
        *SELECTION,
        *paging(20),
    ),
    answer=FacetValues,
    example={
        "items": [FacetValue(value="Mariska Hargitay", count=1, selected=False)],
        "page": {"size": 20, "number": 1, "next": None, "previous": None, "cursor": None},
    },
    problems=OF_STORES,
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
