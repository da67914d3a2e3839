"""``GET /guide`` and ``GET /assets/{name}``. The search page is the front door's other face: see ``api.home``."""

from __future__ import annotations

from sanic import Blueprint, HTTPResponse, Request

from api.pages import answer_asset, read_assets
from api.problems import Problem, problem_of

NOT_FOUND = 404
blueprint = Blueprint("site")


@blueprint.get("/guide")
async def guide(request: Request) -> HTTPResponse:
    """Answer with the page of a day's listing."""
    return answer_asset(request, "guide.html")


@blueprint.get("/assets/<name>")
async def asset(request: Request, name: str) -> HTTPResponse:
    """Answer with a file that the pages are made of."""
    if name not in read_assets():
        raise Problem(problem_of(NOT_FOUND), "There is no such file.")
    return answer_asset(request, name)
