"""Indexers that tell how far a tick has come: slow ones, one that halts there, one whose connections are ended there.

And the broken variants that tests must find out. Each runs in a process of its own.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from random import Random
from threading import Event
from typing import Any

import psycopg
from elasticsearch import Elasticsearch
from peewee import PostgresqlDatabase

import catalog.claims
from catalog.bulk import Failures
from catalog.indexer import Indexer
from catalog.projection import Projector, TickResult
from catalog.rebuild import Layout
from catalog.registry import RegisteredIndex
from catalog.settings import IndexSettings

# From the draw of a version, which is committed, to the tick's commit.
STEPS = ("drawn", "read", "sent", "refreshed", "about to commit")
PAUSES = (0.0, 0.0, 0.3)
FEW = 10
Reach = Callable[[str, Sequence[int], int], None]
Cut = tuple[str, Sequence[str]]
# An indexer's connections: the one whose transaction holds the claim, and the one on which versions are drawn, too.
CONNECTIONS = (("claim",), ("claim", "version"))
LAST_CUT: Cut = ("sent", ())  # of none: all is well again
LAST_STATEMENT = "pg_notify"
# A claim of rows, as one would write it at first: whoever is at other rows of the same episodes.
PLAIN = """
    DELETE FROM outbox WHERE id IN (SELECT id FROM outbox ORDER BY id LIMIT %(size)s FOR UPDATE SKIP LOCKED)
    RETURNING episode_id, like_delta, attempts, created_at, %(size)s
"""


class _Heard:
    """Stands for a database or a client, and tells of each call of one kind when it is answered."""

    def __init__(self, real: Any, name: str, hear: Callable[[Any], None]) -> None:
        self._real, self._name, self._hear = real, name, hear

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._real, name)
        if name != self._name:
            return found

        def call(*given: Any, **named: Any) -> Any:
            answer = found(*given, **named)
            self._hear(given)
            return answer

        return call


class SteppedProjector(Projector):
    """The projector as it is; calls ``reach`` at each step with the tick's episodes and the version last written."""

    def __init__(self, db: PostgresqlDatabase, version_db: PostgresqlDatabase, es: Elasticsearch, reach: Reach) -> None:
        heard: Any = _Heard(db, "execute_sql", self._hear_statement)
        client: Any = _Heard(es, "bulk", lambda _: self._reach("sent"))
        super().__init__(heard, version_db, client)
        self._claimed: Sequence[int] = ()
        self._version = 0
        self._on_reach = reach

    def _reach(self, step: str) -> None:
        self._on_reach(step, self._claimed, self._version)

    def _hear_statement(self, given: tuple[str, Any]) -> None:
        if LAST_STATEMENT in given[0]:
            self._reach("about to commit")

    def _build(self, ids: Sequence[int]) -> list[Mapping[str, Any]]:
        self._claimed = ids
        self._reach("drawn")
        documents = super()._build(ids)
        self._reach("read")
        return documents

    def _write(
        self, indices: Sequence[RegisteredIndex], version: int, documents: Sequence[Mapping[str, Any]]
    ) -> Failures:
        self._version = version
        failures = super()._write(indices, version, documents)
        self._reach("refreshed")
        return failures


class SmallProjector(SteppedProjector):
    """Claims few episodes, so that several are at work at once and none is ever done with all."""

    def tick(self, size: int = FEW) -> TickResult:
        return super().tick(size)


class ForgettingProjector(SmallProjector):
    """The broken variant: the claim's deletion is committed before anything is written."""

    def _build(self, ids: Sequence[int]) -> list[Mapping[str, Any]]:
        self._db.commit()
        self._db.begin()
        return super()._build(ids)


class PlainProjector(SteppedProjector):
    """The broken variant: claims rows, so that two ticks are at one episode."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        catalog.claims._CLAIM = PLAIN


class SteppedIndexer(Indexer):
    """The indexer as it is, but for its projector."""

    def __init__(
        self, settings: IndexSettings, layout: Layout, kind: type[SteppedProjector] = SteppedProjector
    ) -> None:
        super().__init__(settings, layout, Event())
        self._kind = kind

    def run(self, reach: Reach) -> None:
        """Index until killed."""
        self._on_reach = reach
        while True:
            self.run_until_trouble()

    def _drain(self, projector: Projector) -> None:  # noqa: ARG002 - another takes its place
        super()._drain(self._kind(self._db, self._other, self._es, self._on_reach))

    def find_backends(self) -> dict[str, int]:
        """Give the processes of Postgres behind its connections. Each thread would open others."""
        databases = {"claim": self._db, "version": self._other}
        return {name: db.connection().info.backend_pid for name, db in databases.items()}


@dataclass(frozen=True)
class Plan:
    """Of what kind an indexer is, how it dawdles, and in which of its ticks it halts at which step, if ever."""

    seed: int
    kind: type[SteppedProjector] = SmallProjector
    tick: int = 0
    step: str = ""


def run_slow_indexer(settings: IndexSettings, layout: Layout, plan: Plan, telling: Connection) -> None:
    """Index, with a pause of any length at each step, so that ticks overlap; halt where planned, and tell the claim."""
    chance = Random(plan.seed)
    ticks = 0

    def reach(step: str, claimed: Sequence[int], _: int) -> None:
        nonlocal ticks
        ticks += step == STEPS[0]
        if ticks == plan.tick and step == plan.step:
            telling.send(list(claimed))
            Event().wait()
        if step != STEPS[-1]:  # there it would be waited for: lags are counted in few rows
            time.sleep(chance.choice(PAUSES))

    with SteppedIndexer(settings, layout, plan.kind) as indexer:
        indexer.run(reach)


def run_severed_indexer(
    settings: IndexSettings, layout: Layout, cuts: Sequence[tuple[int, Cut]], telling: Connection
) -> None:
    """Index, and have one's own connections ended at a step, in each tick that claims the next of these episodes.

    Each time, tell the versions written so far, and the one that Postgres has kept.
    """
    left = deque(cuts)
    versions: list[int] = []
    backends: dict[str, int] = {}
    ended: list[int] = []

    def reach(step: str, claimed: Sequence[int], version: int) -> None:
        if step == STEPS[0]:
            backends.update(indexer.find_backends())
            ended.clear()
        assert not (ended and step == STEPS[-1]), "a tick went on although its connection was ended"
        if step == "sent":
            versions.append(version)
        if left and left[0][0] in claimed and left[0][1][0] == step:
            ended.extend(backends[name] for name in left.popleft()[1][1])
            telling.send((versions, _end(settings.postgres_url, ended)))

    with SteppedIndexer(settings, layout) as indexer:
        indexer.run(reach)


def _end(url: str, backends: list[int]) -> int:
    """End these backends and read the last version drawn, of which what they had not committed is no part."""
    with psycopg.connect(url, autocommit=True) as connection:
        ended = connection.execute("SELECT pg_terminate_backend(pid, 5000) FROM unnest(%s::int[]) AS pid", (backends,))
        assert ended.fetchall() == [(True,)] * len(backends)
        ((version,),) = connection.execute("SELECT version FROM projection_version").fetchall()
    return int(version)
