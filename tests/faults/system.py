"""A small whole system: accounts with tokens, callers of the API, an indexer in a process of its own, all counts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

import psutil
from elasticsearch import Elasticsearch
from peewee import PostgresqlDatabase

from api.tokens import Tokens
from catalog.elastic import connect_elasticsearch, list_alias_indices
from catalog.likes import read_likes
from tests.fixtures.api import JWT_SECRET, RunningApi
from tests.processes import end_process

PATIENCE_SECONDS = 60
# As ``tvsi indexer``, but on an index of the test's own.
INDEXER = """
import logging, signal, sys
from threading import Event
from catalog.indexer import run_indexer
from catalog.rebuild import Layout
from catalog.settings import IndexSettings
if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    logging.getLogger("elastic_transport").setLevel(logging.ERROR)
    stop = Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    settings = IndexSettings.read()
    layout = Layout(sys.argv[1], shards=settings.index_shards, replicas=settings.index_replicas)
    run_indexer(settings, stop, layout)
"""
_ADD_USERS = """
    INSERT INTO app_user (username, email, password_hash)
    SELECT 'user' || number, 'user' || number || '@example.org', '-' FROM generate_series(1, %s) AS number
    RETURNING id
"""
_BEGIN_SESSIONS = """
    INSERT INTO login_session (family, user_id, refresh_hash, expires_at)
    SELECT family, user_id, family::text, now() + interval '1 day'
    FROM unnest(%s::uuid[], %s::bigint[]) AS begun (family, user_id)
"""


@dataclass(frozen=True)
class Account:
    """A user who is logged in."""

    id: int
    token: str


@dataclass(frozen=True)
class System:
    """Everything that a like goes through, over stores that the test may stop."""

    db: PostgresqlDatabase
    alias: str
    api: RunningApi
    accounts: Sequence[Account]


class Caller:
    """One kept-alive connection to the API. Any answer but 200 fails the test."""

    def __init__(self, port: int) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=30)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def set_like(self, account: Account, episode_id: int, *, liked: bool) -> None:
        """Like an episode or take that back."""
        answer = self._call("PUT" if liked else "DELETE", f"/v1/episodes/{episode_id}/like", account.token)
        assert answer["liked"] is liked

    def count_found(self, query: str) -> int:
        """Count the episodes that a search finds."""
        total: int = self._call("GET", f"/v1/episodes?{query}")["total"]["value"]
        return total

    def _call(self, method: str, path: str, token: str | None = None) -> Any:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._connection.request(method, path, headers=headers)
        response = self._connection.getresponse()
        body = response.read()
        assert response.status == 200, body
        return json.loads(body)


def add_accounts(db: PostgresqlDatabase, count: int) -> list[Account]:
    """Add users who are logged in, without hashing a password for any of them."""
    ids = [user_id for (user_id,) in db.execute_sql(_ADD_USERS, (count,))]
    sessions = [uuid4() for _ in ids]
    db.execute_sql(_BEGIN_SESSIONS, (sessions, ids))
    tokens = Tokens(JWT_SECRET)
    return [Account(user_id, tokens.issue(user_id, session)) for user_id, session in zip(ids, sessions, strict=True)]


@contextmanager
def run_indexer(postgres_url: str, elasticsearch_url: str, alias: str, log: Path, **more: str) -> Iterator[None]:
    """Run an indexer until the block ends; it is ready, with an index behind the alias. ``more`` are settings."""
    stores = {"postgres_url": postgres_url, "elasticsearch_url": elasticsearch_url}
    variables = {f"TVSI_{name.upper()}": value for name, value in {**stores, **more}.items()}
    command = [sys.executable, "-c", INDEXER, alias]
    with log.open("wb") as written, connect_elasticsearch(elasticsearch_url) as es:
        process = subprocess.Popen(command, env={**os.environ, **variables}, stderr=written, start_new_session=True)
        try:
            wait_until(lambda: bool(list_alias_indices(es, alias)))
            yield
            assert process.poll() is None, log.read_text()
        finally:
            end_process(process)


def wait_until(is_so: Callable[[], object], seconds: float = PATIENCE_SECONDS, pause: float = 0.02) -> float:
    """Wait for something and give the seconds that it took."""
    begun = time.monotonic()
    while not is_so():
        assert time.monotonic() - begun < seconds, f"it did not come true within {seconds:.0f} s"
        time.sleep(pause)
    return time.monotonic() - begun


def open_callers(api: RunningApi, count: int) -> list[Caller]:
    """Open connections to all workers in equal shares; left to themselves, one of them may accept almost all."""
    children = psutil.Process(api.process.pid).children()
    workers = [child for child in children if any("spawn_main" in word for word in child.cmdline())]
    callers: list[Caller] = []
    for worker in workers:
        others = [other for other in workers if other != worker]
        for other in others:
            other.suspend()
        try:
            callers.extend(_open_caller(api) for _ in range(count // len(workers)))
        finally:
            for other in others:
                other.resume()
    return callers


def _open_caller(api: RunningApi) -> Caller:
    caller = Caller(api.port)
    caller.count_found("per_page=1")
    return caller


def read_index(es: Elasticsearch, alias: str, ids: Sequence[int]) -> dict[int, int]:
    """Read the likes that searches see."""
    es.indices.refresh(index=alias)
    wanted = {"ids": {"values": [str(episode_id) for episode_id in ids]}}
    hits = es.search(index=alias, query=wanted, size=len(ids), source_includes=["likes"])["hits"]["hits"]
    return {int(hit["_id"]): hit["_source"]["likes"] for hit in hits}


def read_rows(db: PostgresqlDatabase, ids: Sequence[int]) -> dict[int, int]:
    """Count the rows of likes."""
    counted = dict(db.execute_sql("SELECT episode_id, count(*) FROM episode_like GROUP BY episode_id").fetchall())
    return {episode_id: counted.get(episode_id, 0) for episode_id in ids}


def read_exact(db: PostgresqlDatabase, ids: Sequence[int]) -> dict[int, int]:
    """Read what the API calls exact."""
    return {episode_id: int(likes) for episode_id, likes in read_likes(db, ids).items()}


def is_drained(db: PostgresqlDatabase) -> bool:
    """Tell whether the index has been told everything."""
    return db.execute_sql("SELECT FROM outbox LIMIT 1").fetchone() is None
