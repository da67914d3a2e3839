"""``GET /metrics``, for Prometheus: on this machine alone, or for whoever has the token."""

from __future__ import annotations

import hmac
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address

from prometheus_client.exposition import CONTENT_TYPE_LATEST
from sanic import Blueprint, HTTPResponse, Request

from api.meters import Meters
from api.metrics.families import show_left
from api.metrics.queries import Left, read_left
from api.problems import METRICS_REFUSED, Problem
from api.stores import Postgres

NOT_STORED = {"Cache-Control": "no-store"}
FORWARDING = ("Forwarded", "X-Forwarded-For")
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
            is_allowed = hmac.compare_digest((request.token or "").encode(), self.token.encode())
        if not is_allowed:
            raise Problem(METRICS_REFUSED, f"{METRICS_REFUSED.title}.")


@blueprint.get("/metrics")
async def get_metrics(request: Request, *, meters: Meters, postgres: Postgres, access: MetricsAccess) -> HTTPResponse:
    """Answer with all meters. While Postgres is away, with those that need none."""
    access.check(request)
    left: Left | None = None
    with suppress(Problem):
        left = await postgres.run(read_left)
    return HTTPResponse(meters.write(show_left(left)), headers=NOT_STORED, content_type=CONTENT_TYPE_LATEST)


def _is_from_here(request: Request) -> bool:
    if any(name in request.headers for name in FORWARDING):
        return False
    try:
        return ip_address(request.ip).is_loopback
    except ValueError:
        return False
