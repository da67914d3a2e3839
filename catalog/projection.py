"""The projection: what the outbox names is read from the tables and written, whole, into every registered index.

The invariants: content written under version v holds every change claimed by any lower draw, and no tick writes what is
older than what a tick of a lower version wrote. So a version is drawn, and committed, after the claim and before the
rows are read, and no two ticks are at one episode. Only the projection and rebuilds write an index, and nothing is ever
deleted from one. ``tests/model`` plays this scheme at random, and each of its mistakes.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from elasticsearch import Elasticsearch
from peewee import PostgresqlDatabase

from catalog.bulk import Failures, write_side_by_side
from catalog.claims import CLAIM_SIZE, add_likes, claim, put_back
from catalog.documents import read_rows, to_document, to_tombstone
from catalog.lag import count_lag
from catalog.parking import choose_parkable, park, unpark
from catalog.registry import RegisteredIndex, announce_generation, draw_version, hold_registered


class NoIndex(Exception):
    """No index is registered: there is nothing to write to before a rebuild."""


@dataclass(frozen=True, slots=True)
class TickResult:
    """What one tick did: episodes claimed, documents to be tried again with a reason, the version drawn if any.

    ``is_full`` where a backlog may be left. ``claimed_at`` is when it had made its claim, by the monotonic clock.
    """

    claimed: int = 0
    failed: int = 0
    reason: str | None = None
    version: int | None = None
    is_full: bool = False
    claimed_at: float = 0.0

    @property
    def is_idle(self) -> bool:
        """Tell whether the outbox held nothing that is due."""
        return not self.claimed


class Projector:
    """Drains the outbox, a tick at a time. Any number may run beside each other and beside rebuilds."""

    def __init__(self, db: PostgresqlDatabase, version_db: PostgresqlDatabase, es: Elasticsearch) -> None:
        self._db = db
        self._version_db = version_db
        self._es = es

    def tick(self, size: int = CLAIM_SIZE) -> TickResult:
        """Write the documents of the longest waiting episodes, at most ``size``.

        When it raises, everything is as before: the claim, attempts and delays included. It raises ``NoIndex``,
        ``WriteAliasGone`` where a registered index is gone, ``DefinitionNewer`` where one is of a later version of
        TVSI, and the client's errors where Elasticsearch as a whole can't be reached or doesn't answer.
        """
        with self._db.atomic("READ COMMITTED"):
            claimed = claim(self._db, size)
            claimed_at = time.monotonic()
            if not claimed.attempts:
                return TickResult()
            add_likes(self._db, claimed)
            indices = hold_registered(self._db)
            if not indices:
                raise NoIndex("no index is registered yet")
            version = draw_version(self._version_db)
            documents = self._build(claimed.ids)
            failures = self._write(indices, version, documents)
            parked = self._park(indices, version, documents, failures)
            failed = failures.ids
            put_back(self._db, claimed, failed)
            written = claimed.since.keys() - failed - parked
            unpark(self._db, written)
            count_lag(self._db, [claimed.since[episode] for episode in written])
            # Heard at the commit, so that none is lost: a tick that dies before it is done again, and told then.
            announce_generation(self._db, version)
        reasons = [*failures.refused.values(), *failures.failed.values()]
        reason = next(iter(reasons), None)
        return TickResult(len(claimed.attempts), len(failed), reason, version, claimed.is_full, claimed_at)

    def _build(self, ids: Sequence[int]) -> list[Mapping[str, Any]]:
        documents = {row.id: to_document(row) for row in read_rows(self._db, ids)}
        return [documents.get(episode_id) or to_tombstone(episode_id) for episode_id in ids]

    def _write(
        self, indices: Sequence[RegisteredIndex], version: int, documents: Sequence[Mapping[str, Any]]
    ) -> Failures:
        """Write one index after the other and let searches see it, the next only what the one before has.

        The newest comes first. So a rebuild that puts it in the place of another takes no search back.
        """
        failures = Failures()
        for index in indices:
            kept = [document for document in documents if document["id"] not in failures.ids]
            write_side_by_side(self._es, index.write_alias, kept, version, failures)
            self._es.indices.refresh(index=index.write_alias)
        return failures

    def _park(
        self,
        indices: Sequence[RegisteredIndex],
        version: int,
        documents: Sequence[Mapping[str, Any]],
        failures: Failures,
    ) -> set[int]:
        """Write each refused document again, alone, and set aside what is refused again; return that.

        While an index is being built, nothing is: the new one may take what the old one refuses.
        """
        if not failures.refused or len(indices) > 1:
            return set()
        parkable = choose_parkable(self._db, failures.refused, len(documents))
        if not parkable:
            return set()
        alone = Failures()
        for document in documents:
            if document["id"] in parkable:
                write_side_by_side(self._es, indices[0].write_alias, [document], version, alone)
                del failures.refused[document["id"]]
        self._es.indices.refresh(index=indices[0].write_alias)
        park(self._db, alone.refused)
        failures.failed.update(alone.failed)
        return set(alone.refused)
