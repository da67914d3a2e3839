"""A database that events are written to, and an API that tells of them. Each test has its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from typing import Any

import pytest
from peewee import PostgresqlDatabase
from websockets.sync.client import ClientConnection, connect

from catalog.database import connect as connect_database
from catalog.events import record_event
from tests.fixtures.api import RunningApi, StartApi


@dataclass(frozen=True)
class Events:
    """An API, and the database behind it."""

    api: RunningApi
    db: PostgresqlDatabase
    stack: ExitStack

    def record(self, *days: str, kind: str = "load.succeeded", **more: Any) -> None:
        """Record an event of a load."""
        load = {"run_id": "a-run", "groups": ["listings"], "days": list(days), "counts": {"schedule": 3}}
        record_event(self.db, kind, {**load, "failed_checks": [], **more})

    def follow(self, query: str = "") -> ClientConnection:
        """Connect a client; a test's end closes it."""
        return self.stack.enter_context(connect(f"{self.address}{query}", proxy=None))

    @property
    def address(self) -> str:
        """Give the address to connect to."""
        return f"ws://127.0.0.1:{self.api.port}/v1/events"


@pytest.fixture
def events(start_api: StartApi, postgres_url: str) -> Iterator[Events]:
    """Serve a new database."""
    yield from _serve(start_api, postgres_url)


@pytest.fixture
def proxied(start_api: StartApi, postgres_url: str) -> Iterator[Events]:
    """Serve a new database, and believe who a proxy says is asking."""
    yield from _serve(start_api, postgres_url, trusted_proxies="127.0.0.0/8")


def _serve(start_api: StartApi, postgres_url: str, **settings: str) -> Iterator[Events]:
    api = start_api(postgres_url=postgres_url, **settings)
    with closing(connect_database(postgres_url)) as db, ExitStack() as stack:
        yield Events(api, db, stack)
    api.stop()
