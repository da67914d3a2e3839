"""How far the load is: days and episodes in Postgres, episodes that the API finds, Dagster's runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

import httpx
import psycopg

from embedded.ports import HOST
from pipeline.settings import CalendarSettings
from pipeline.tvmaze.feeds import feeds_of

TIMEOUT_SECONDS = 5
COUNTS = """
SELECT (SELECT count(*) FROM
          (SELECT date FROM listing_load WHERE date BETWEEN %s AND %s GROUP BY date HAVING count(*) >= %s) AS whole),
       (SELECT count(*) FROM episode),
       (SELECT count(*) FROM show),
       (SELECT count(*) FROM cast_fetch WHERE kind = 'show')
"""
RUNS = """{ queued: runsOrError(filter: {statuses: [QUEUED, NOT_STARTED]}, limit: 100) { ... on Runs { count } }
  running: runsOrError(filter: {statuses: [STARTING, STARTED]}, limit: 100) { ... on Runs { count } }
  begun: runsOrError(filter: {statuses: [STARTED, SUCCESS, FAILURE]}, limit: 20)
    { ... on Runs { results { startTime } } } }"""


@dataclass(frozen=True)
class Progress:
    """What has arrived where; ``None`` where nobody answers yet."""

    days_wanted: int
    days: int | None = None
    episodes: int | None = None
    shows: int | None = None
    casts: int | None = None
    searchable: int | None = None
    example: str | None = None
    queued: int | None = None
    running: int | None = None
    runs_began_at: tuple[float, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Tell whether every wanted day is loaded; casts come after."""
        return self.days == self.days_wanted


class Watcher:
    """Observes a running system through its addresses. Not for two threads at once."""

    def __init__(self, addresses: Mapping[str, str]) -> None:
        self._postgres_url = addresses["postgres_url"]
        self._api_url = f"http://{HOST}:{addresses['api_port']}"
        self._dagster_url = addresses["dagster_url"]
        self._calendar = CalendarSettings.read()
        self._client = httpx.Client(timeout=TIMEOUT_SECONDS, trust_env=False)
        self._connection: psycopg.Connection[Any] | None = None

    def observe(self) -> Progress:
        """Look once, at whatever answers."""
        found = {**self._count_rows(), **self._search(), **self._ask_dagster()}
        return Progress(days_wanted=self._calendar.initial_days + 1 + self._calendar.days_ahead, **found)

    def _count_rows(self) -> dict[str, Any]:
        today = datetime.now(self._calendar.zone).date()
        first = today - timedelta(days=self._calendar.initial_days)
        last = today + timedelta(days=self._calendar.days_ahead)
        try:
            if self._connection is None or self._connection.closed:
                self._connection = psycopg.connect(self._postgres_url, autocommit=True, connect_timeout=2)
            row = self._connection.execute(COUNTS, (first, last, len(feeds_of(self._calendar.country)))).fetchone()
        except psycopg.Error:
            return {}
        return dict(zip(("days", "episodes", "shows", "casts"), row or (), strict=False))

    def _search(self) -> dict[str, Any]:
        try:
            answer = self._client.get(f"{self._api_url}/v1/episodes", params={"per_page": 1})
        except httpx.HTTPError:
            return {}
        if not answer.is_success:
            return {}
        found = answer.json()
        return {
            "searchable": found["total"]["value"],
            "example": next((_make_example(self._api_url, item) for item in found["items"]), None),
        }

    def _ask_dagster(self) -> dict[str, Any]:
        try:
            answer = self._client.post(f"{self._dagster_url}/graphql", json={"query": RUNS})
            found = answer.json()["data"]
            return {
                "queued": found["queued"]["count"],
                "running": found["running"]["count"],
                "runs_began_at": tuple(run["startTime"] for run in found["begun"]["results"] if run["startTime"]),
            }
        except (httpx.HTTPError, ValueError, KeyError, TypeError):
            return {}


def _make_example(api_url: str, item: dict[str, Any]) -> str:
    """Make a search that finds this episode, ready to paste."""
    return f"curl '{api_url}/v1/episodes?q={quote(item['show']['name'], safe='')}&per_page=3'"
