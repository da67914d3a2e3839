"""Counting, timing and logging of all requests, by route, method and status."""

from __future__ import annotations

import logging
import re
import time

from sanic import Request
from sanic.response import BaseHTTPResponse

from api.application import App
from api.headers import identify
from api.meters import Meters
from catalog.logs import belong_to

METHODS = {"GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE"}
PART = re.compile(r"<(\w+)(?::\w+)?>")
# Asked for by machines every few seconds.
WATCHING = ("/health/", "/metrics")
MOST_PATH = 500  # characters; a path that leads somewhere is shorter
GIVEN_UP = 499  # as nginx has it: its client was gone before there was an answer
logger = logging.getLogger("tvsi.requests")


def add_metering(app: App, meters: Meters) -> None:
    """Count and log every request of the app when it is answered."""

    async def begin(request: Request) -> None:
        request.ctx.begun = time.perf_counter()
        belong_to(request_id=identify(request))

    async def end(request: Request, response: BaseHTTPResponse) -> None:
        if not getattr(request.ctx, "is_noted", False):
            note_answer(request, GIVEN_UP if getattr(request.ctx, "is_given_up", False) else response.status, meters)

    app.register_middleware(begin, "request", priority=100)
    app.register_middleware(end, "response")


def note_answer(request: Request, status: int, meters: Meters) -> None:
    """Count and log that a request was answered; what becomes of it afterwards is not counted again."""
    request.ctx.is_noted = True
    # Without a beginning it has no head that could be read.
    begun = getattr(request.ctx, "begun", None)
    seconds = 0.0 if begun is None else time.perf_counter() - begun
    method = request.method if request.method in METHODS else "OTHER"
    route = _name(request)
    meters.count_request(route, method, status, seconds)
    _log(request, status, route, seconds)


def _log(request: Request, status: int, route: str, seconds: float) -> None:
    """Tell what was asked for and how it ended. Never the query or a header: they hold words, and tokens."""
    level = logging.DEBUG if route.startswith(WATCHING) else logging.INFO
    if logger.isEnabledFor(level):
        told = {"route": route, "status": status, "milliseconds": round(1000 * seconds, 2)}
        logger.log(level, "%s %s", request.method, request.path[:MOST_PATH], extra=told)


def _name(request: Request) -> str:
    """Give the route as OpenAPI writes it: never a part of the address that a client chose."""
    return PART.sub(r"{\1}", f"/{request.route.path}") if request.route else "none"
