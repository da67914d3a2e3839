"""``GET /v1/episodes`` and ``GET /v1/episodes/{id}``."""

from __future__ import annotations

from sanic import Blueprint, HTTPResponse, Request

from api.casts import add_casts, read_casts
from api.episodes.parameters import read_search
from api.episodes.queries import get_episode, search_episodes
from api.episodes.schemas import GET_EPISODE, SEARCH_EPISODES
from api.operations import answer
from api.paging import PublicAddress, link_header, make_page
from api.parameters import Values
from api.problems import EPISODE_NOT_FOUND, Problem
from api.shapes import EpisodeList
from api.stores import Postgres, SearchEngine

blueprint = Blueprint("episodes", url_prefix="/v1/episodes")


@blueprint.get("/")
@SEARCH_EPISODES.serve
async def search(
    request: Request, *, values: Values, engine: SearchEngine, postgres: Postgres, address: PublicAddress
) -> HTTPResponse:
    """Answer a search."""
    asked = read_search(values)
    found = await search_episodes(engine, asked)
    if asked.include:
        add_casts(found.items, await postgres.read(read_casts, found.items, asked.include))
    page = make_page(asked.page, found.total, address.of(request))
    body: EpisodeList = {
        "items": found.items,
        "total": {"value": found.total, "relation": "eq"},
        "facets": {},
        "page": page,
        "did_you_mean": None,
    }
    return answer(body, headers={**link_header(page), "Server-Timing": f"search;dur={found.took}"})


@blueprint.get("/<episode_id>")
@GET_EPISODE.serve
async def get(_: Request, *, episode_id: int, postgres: Postgres) -> HTTPResponse:
    """Answer with one episode."""
    episode = await postgres.read(get_episode, episode_id)
    if episode is None:
        raise Problem(EPISODE_NOT_FOUND, f"There is no episode {episode_id}.")
    return answer(episode)
