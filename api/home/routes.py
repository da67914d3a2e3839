"""``GET /``."""

from __future__ import annotations

from sanic import Blueprint, HTTPResponse, Request

from api.home.schemas import GET_HOME, make_home
from api.operations import answer
from api.paging import PublicAddress

blueprint = Blueprint("home")


@blueprint.get("/")
@GET_HOME.serve
async def home(_: Request, *, address: PublicAddress) -> HTTPResponse:
    """Answer with signposts."""
    return answer(make_home(address.base_url))
