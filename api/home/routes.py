"""``GET /``: the search page for who looks, signposts for who parses."""

from __future__ import annotations

from functools import wraps
from typing import Any

from sanic import Blueprint, HTTPResponse, Request

from api.home.schemas import GET_HOME, make_home
from api.operations import Handler, answer
from api.pages import answer_asset, prefers_page
from api.paging import PublicAddress

VARY = {"Vary": "Accept"}
blueprint = Blueprint("home")


def _or_page(handler: Handler) -> Handler:
    """Answer with the search page where HTML is preferred; its address holds a search, which the page itself reads."""

    @wraps(handler)
    async def handle(request: Request, **given: Any) -> HTTPResponse:
        if prefers_page(request):
            return answer_asset(request, "index.html")
        return await handler(request, **given)

    return handle


@blueprint.get("/")
@_or_page
@GET_HOME.serve
async def home(_: Request, *, address: PublicAddress) -> HTTPResponse:
    """Answer with signposts."""
    return answer(make_home(address.base_url), headers=VARY)
