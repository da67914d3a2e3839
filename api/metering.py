"""Counting and timing of all requests, by route, method and status."""

from __future__ import annotations

import re
import time

from sanic import Request
from sanic.response import BaseHTTPResponse

from api.application import App
from api.meters import Meters

METHODS = {"GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE"}
PART = re.compile(r"<(\w+)(?::\w+)?>")


def add_metering(app: App, meters: Meters) -> None:
    """Count every request of the app when it is answered."""

    async def begin(request: Request) -> None:
        request.ctx.begun = time.perf_counter()

    async def end(request: Request, response: BaseHTTPResponse) -> None:
        # Without a beginning it has no head that could be read.
        begun = getattr(request.ctx, "begun", None)
        seconds = 0.0 if begun is None else time.perf_counter() - begun
        method = request.method if request.method in METHODS else "OTHER"
        meters.count_request(_name(request), method, response.status, seconds)

    app.register_middleware(begin, "request", priority=100)
    app.register_middleware(end, "response")


def _name(request: Request) -> str:
    """Give the route as OpenAPI writes it: never a part of the address that a client chose."""
    return PART.sub(r"{\1}", f"/{request.route.path}") if request.route else "none"
