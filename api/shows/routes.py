"""``GET /v1/shows/{id}`` and ``GET /v1/shows/{id}/episodes``."""

from __future__ import annotations

from sanic import Blueprint, HTTPResponse, Request

from api.authentication import Visitor
from api.completion import complete_items
from api.operations import answer
from api.paging import PublicAddress, link_header, make_page, read_page
from api.parameters import Values
from api.problems import SHOW_NOT_FOUND, Problem
from api.shows import queries
from api.shows.schemas import GET_SHOW, LIST_EPISODES
from api.shows.shapes import ShowEpisodes
from api.stores import Postgres

blueprint = Blueprint("shows", url_prefix="/v1/shows")


@blueprint.get("/<show_id>")
@GET_SHOW.serve
async def get(_: Request, *, show_id: int, visitor: Visitor, postgres: Postgres) -> HTTPResponse:
    """Answer with one show."""
    show = await postgres.run(queries.get_show, show_id)
    if show is None:
        raise _refuse(show_id)
    return answer(show, headers=visitor.headers)


@blueprint.get("/<show_id>/episodes")
@LIST_EPISODES.serve
async def list_episodes(
    request: Request, *, show_id: int, values: Values, visitor: Visitor, postgres: Postgres, address: PublicAddress
) -> HTTPResponse:
    """Answer with a page of a show's episodes."""
    asked = read_page(values)
    found = await postgres.run(queries.list_episodes, show_id, asked)
    if found is None:
        raise _refuse(show_id)
    await complete_items(postgres, visitor, found.items, values["include"] or ())
    page = make_page(asked, found.total, address.of(request))
    body: ShowEpisodes = {"items": found.items, "total": {"value": found.total, "relation": "eq"}, "page": page}
    return answer(body, headers={**visitor.headers, **link_header(page)})


def _refuse(show_id: int) -> Problem:
    return Problem(SHOW_NOT_FOUND, f"There is no show {show_id}.")
