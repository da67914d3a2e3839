"""Headers that every response carries: its request's id, what browsers may do with it, and whether the data is real."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass

from sanic import Request
from sanic.response import BaseHTTPResponse

from api.application import App
from api.limits.limits import tell_standings

REQUEST_ID = "X-Request-ID"
ACCEPTABLE_ID = re.compile(r"[A-Za-z0-9._:-]{1,128}")
EXPOSED = "ETag, Link, RateLimit, RateLimit-Policy, Retry-After, Server-Timing, X-Request-ID, X-TVSI-Source"
FIXED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
}
# Of routes with ``ctx_same_origin``, which no page of another site may read.
OWN = {"Cross-Origin-Resource-Policy": "same-origin"}
# Of all others: reading needs no key and no cookie, so any page may read.
SHARED = {
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": EXPOSED,
}
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Authorization, Content-Type, X-Request-ID",
    "Access-Control-Max-Age": "86400",
}
ONE_YEAR = "max-age=31536000"


@dataclass
class DataSource:
    """Whether this store's data is live or simulated; None until the store says so."""

    name: str | None = None


def identify(request: Request) -> str:
    """Give the request's id: the client's if it is harmless, else a new one. The same at every call."""
    known: str | None = getattr(request.ctx, "request_id", None)
    if known is None:
        sent = request.headers.getone(REQUEST_ID, "")
        known = request.ctx.request_id = sent if ACCEPTABLE_ID.fullmatch(sent) else str(uuid.uuid4())
    return known


def add_headers(app: App, source: DataSource, *, https: bool) -> None:
    """Complete every response of the app, errors included."""
    fixed = FIXED | ({"Strict-Transport-Security": ONE_YEAR} if https else {})

    async def complete(request: Request, response: BaseHTTPResponse) -> None:
        for name, value in (*fixed.items(), *(OWN if _is_own(request) else SHARED).items()):
            response.headers.setdefault(name, value)
        response.headers.setdefault("Cache-Control", "no-cache")
        response.headers[REQUEST_ID] = identify(request)
        response.headers.update(tell_standings(request))
        if source.name == "simulated":
            response.headers["X-TVSI-Source"] = "simulated"
        if request.method == "OPTIONS":
            response.headers.update(PREFLIGHT)

    app.register_middleware(complete, "response")


def _is_own(request: Request) -> bool:
    return request.route is not None and getattr(request.route.ctx, "same_origin", False)
