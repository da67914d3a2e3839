"""``GET /v1/suggest``."""

from __future__ import annotations

from sanic import Blueprint, HTTPResponse, Request

from api.authentication import Visitor
from api.caching.answers import Answers
from api.operations import answer
from api.parameters import Values
from api.shapes import Suggestions
from api.stores import Postgres, SearchEngine
from api.suggest.queries import suggest as find
from api.suggest.schemas import SUGGEST

blueprint = Blueprint("suggest", url_prefix="/v1")


@blueprint.get("/suggest")
@SUGGEST.serve
async def suggest(
    request: Request, *, values: Values, visitor: Visitor, engine: SearchEngine, postgres: Postgres, answers: Answers
) -> HTTPResponse:
    """Answer with suggestions."""

    async def make() -> HTTPResponse:
        found = await find(engine, postgres, values["q"])
        body: Suggestions = {"items": found.items}
        return answer(body, headers={**visitor.headers, "Server-Timing": f"search;dur={found.took}"})

    return await (make() if visitor.user else answers.give(request, values, make))
