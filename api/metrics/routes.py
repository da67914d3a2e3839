"""``GET /metrics``, for Prometheus: on this machine alone, or for whoever has the token."""

from __future__ import annotations

import hmac
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from prometheus_client.exposition import CONTENT_TYPE_LATEST
from sanic import Blueprint, HTTPResponse, Request

from api.meters import Meters
from api.metrics.families import show_left
from api.metrics.queries import Left, read_left
from api.problems import METRICS_REFUSED, Problem
from api.stores import Postgres

NOT_STORED = {"Cache-Control": "no-store"}
# What proxies add. Not all of them add any, which is what the host is looked at for.
FORWARDING = ("forwarded", "via", "x-real-ip")
blueprint = Blueprint("metrics")


@dataclass(frozen=True)
class MetricsAccess:
    """Who may read metrics: without a token, whoever asks from this machine and not through a proxy on it."""

    token: str | None

    def check(self, request: Request) -> None:
        """Let it pass; raises a ``Problem``."""
        if self.token is None:
            is_allowed = _is_from_here(request)
        else:
            sent = (request.token or "").encode(errors="surrogateescape")
            is_allowed = hmac.compare_digest(sent, self.token.encode())
        if not is_allowed:
            raise Problem(METRICS_REFUSED, f"{METRICS_REFUSED.title}.")


@blueprint.get("/metrics", ctx_same_origin=True)
async def get_metrics(request: Request, *, meters: Meters, postgres: Postgres, access: MetricsAccess) -> HTTPResponse:
    """Answer with all meters. While Postgres is away, with those that need none."""
    access.check(request)
    left: Left | None = None
    with suppress(Problem):
        left = await postgres.run(read_left)
    return HTTPResponse(meters.write(show_left(left)), headers=NOT_STORED, content_type=CONTENT_TYPE_LATEST)


def _is_from_here(request: Request) -> bool:
    """Tell whether somebody asks from this machine, by a name of it: a page of elsewhere asks by its own name."""
    headers = {name.casefold() for name in request.headers}
    if any(name in FORWARDING or name.startswith("x-forwarded-") for name in headers):
        return False
    return _is_loopback(request.ip) and _is_ours(request.headers.getone("Host", ""))


def _is_ours(host: str) -> bool:
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    return name == "localhost" or _is_loopback(name)


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
