"""``GET /health/live`` and ``GET /health/ready``."""

from __future__ import annotations

import asyncio

from sanic import Blueprint, HTTPResponse, Request

from api.health.queries import has_all_migrations
from api.health.schemas import GET_LIVENESS, GET_READINESS
from api.operations import answer
from api.problems import NOT_READY, Problem
from api.shapes import Liveness, Readiness
from api.stores import Postgres, SearchEngine

NOT_STORED = {"Cache-Control": "no-store"}
blueprint = Blueprint("health", url_prefix="/health")


@blueprint.get("/live")
@GET_LIVENESS.serve
async def live(_: Request) -> HTTPResponse:
    """Answer at all."""
    body: Liveness = {"status": "live"}
    return answer(body, headers=NOT_STORED)


@blueprint.get("/ready")
@GET_READINESS.serve
async def ready(_: Request, *, postgres: Postgres, engine: SearchEngine) -> HTTPResponse:
    """Answer with the state of what is needed."""
    (database, migrations), search = await asyncio.gather(_read_database(postgres), engine.read_state())
    if migrations != "applied":
        detail = f"The database is {database}, its migrations are {migrations}."
        raise Problem(NOT_READY, detail, members={"database": database, "migrations": migrations, "search": search})
    body: Readiness = {"status": "ready", "database": "up", "migrations": "applied", "search": search}
    return answer(body, headers=NOT_STORED)


async def _read_database(postgres: Postgres) -> tuple[str, str]:
    try:
        return "up", "applied" if await postgres.run(has_all_migrations) else "pending"
    except Problem:
        return "down", "unknown"
