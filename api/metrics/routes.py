"""``GET /metrics``, for Prometheus: on this machine alone, or for whoever has the token."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from ipaddress import ip_address

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from sanic import Blueprint, HTTPResponse, Request

from api.meters import Gauges, Meters
from api.metrics.queries import Backlog, read_backlog
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
    try:
        gauges = [*_show(await postgres.run(read_backlog)), _gauge("tvsi_postgres_up", "Whether Postgres answers.", 1)]
    except Problem:
        gauges = [_gauge("tvsi_postgres_up", "Whether Postgres answers.", 0)]
    return HTTPResponse(meters.write(gauges), headers=NOT_STORED, content_type=CONTENT_TYPE_LATEST)


def _show(backlog: Backlog) -> Gauges:
    yield _gauge("tvsi_outbox_rows", "Changes that wait to be indexed.", backlog.rows)
    yield _gauge("tvsi_outbox_age_seconds", "How long the oldest of them has waited.", backlog.age_seconds)
    yield _gauge("tvsi_outbox_failed_rows", "Those that were tried before and failed.", backlog.failed)
    yield _gauge("tvsi_parked_documents", "Documents that Elasticsearch refuses for good.", backlog.parked)


def _gauge(name: str, text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, text, value=value)


def _is_from_here(request: Request) -> bool:
    if any(name in request.headers for name in FORWARDING):
        return False
    try:
        return ip_address(request.ip).is_loopback
    except ValueError:
        return False
