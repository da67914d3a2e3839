"""``GET /v1/episodes``, ``GET /v1/episodes/facets/{facet}`` and ``GET /v1/episodes/{id}``."""

from __future__ import annotations

from sanic import Blueprint, HTTPResponse, Request

from api.authentication import Visitor
from api.caching.answers import Answers
from api.completion import complete_items
from api.episodes.queries import get_episode
from api.episodes.schemas import GET_EPISODE, LIST_FACET_VALUES, SEARCH_EPISODES
from api.marks import mark_items
from api.operations import answer
from api.paging import PublicAddress, read_page
from api.parameters import Values
from api.problems import EPISODE_NOT_FOUND, Problem
from api.search.answers import answer_search, answer_values
from api.search.parameters import read_search, read_selection
from api.search.queries import search_episodes
from api.search.values import search_values
from api.search.walks import Walks
from api.stores import Postgres, SearchEngine

blueprint = Blueprint("episodes", url_prefix="/v1/episodes")


@blueprint.get("/")
@SEARCH_EPISODES.serve
async def search(
    request: Request,
    *,
    values: Values,
    visitor: Visitor,
    engine: SearchEngine,
    postgres: Postgres,
    address: PublicAddress,
    answers: Answers,
    walks: Walks,
) -> HTTPResponse:
    """Answer a search. What is for a user, and what is of a walk, is kept for nobody."""
    asker = walks.identify(request, visitor.user.id if visitor.user else None)
    asked = await walks.place(read_search(values), values, asker)

    async def make() -> HTTPResponse:
        found = await search_episodes(engine, asked)
        await complete_items(postgres, visitor, found.items, asked.include)
        cursor = walks.go_on(asked, found, asker)
        return answer_search(asked, found, address.of(request), visitor.headers, cursor)

    # What stands for what is left out: past a cursor, facets that are not asked for are not counted.
    same = {**values, "page": asked.page.number, "facets": asked.facets}
    return await (make() if visitor.user or asked.is_walk else answers.give(request, same, make))


@blueprint.get("/facets/<facet>")
@LIST_FACET_VALUES.serve
async def list_values(
    request: Request,
    *,
    facet: str,
    values: Values,
    visitor: Visitor,
    engine: SearchEngine,
    address: PublicAddress,
    answers: Answers,
) -> HTTPResponse:
    """Answer with a page of a facet's values."""
    page, selection = read_page(values), read_selection(values)

    async def make() -> HTTPResponse:
        found = await search_values(engine, selection, facet, values["value_q"] or "", page)
        return answer_values(page, found, address.of(request), visitor.headers)

    return await (make() if visitor.user else answers.give(request, values, make))


@blueprint.get("/<episode_id>")
@GET_EPISODE.serve
async def get(_: Request, *, episode_id: int, visitor: Visitor, postgres: Postgres) -> HTTPResponse:
    """Answer with one episode."""
    episode = await postgres.run(get_episode, episode_id)
    if episode is None:
        raise Problem(EPISODE_NOT_FOUND, f"There is no episode {episode_id}.")
    await mark_items(postgres, visitor, [episode])
    return answer(episode, headers=visitor.headers)
