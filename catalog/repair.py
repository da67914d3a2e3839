"""Mending documents that ``verify`` found wrong: by way of the outbox, like every other change."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable
from types import TracebackType
from typing import Self

from elasticsearch import Elasticsearch
from peewee import PostgresqlDatabase

from catalog.claims import find_undrained, read_last_id
from catalog.comparison import Finding
from catalog.database import lock_transaction, open_beside
from catalog.likes import correct_likes
from catalog.outbox import mark_changed
from catalog.projection import Projector
from catalog.registry import raise_version

POLL_SECONDS = 0.1


class Drain:
    """Waits until outbox rows are gone; all its waits together are bounded by ``patience`` seconds.

    The indexer drains the outbox; while ``repairing`` this does so too, so that a repair needs no indexer.
    """

    def __init__(self, db: PostgresqlDatabase, es: Elasticsearch, patience: float, *, repairing: bool) -> None:
        self._db = db
        self._left = patience
        self._version_db = open_beside(db) if repairing else None
        self._projector = Projector(db, self._version_db, es) if self._version_db else None

    def __enter__(self) -> Self:
        """Give itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close the connection that versions were drawn on."""
        if self._version_db:
            self._version_db.close()

    def wait(self, ids: Collection[int]) -> bool:
        """Wait until every row that the outbox now holds of these episodes is drained; tell whether it is."""
        last = read_last_id(self._db)
        begun = time.monotonic()
        while find_undrained(self._db, ids, last):
            if time.monotonic() - begun > self._left:
                self._left = 0.0
                return False
            if self._projector is None or self._projector.tick().is_idle:
                time.sleep(POLL_SECONDS)
        self._left -= time.monotonic() - begun
        return True


def mend(db: PostgresqlDatabase, es: Elasticsearch, alias: str, findings: Iterable[Finding]) -> None:
    """Put wrong documents in the outbox, with what their like totals lack, under versions that will be accepted.

    An id that no episode can have is deleted: no tick ever writes it, so no late write can bring it back.
    """
    found = list(findings)
    episodes = [int(finding.id) for finding in found if is_episode_id(finding.id)]
    if episodes:
        raise_version(db, max(finding.version for finding in found if is_episode_id(finding.id)))
        with db.atomic():
            lock_transaction(db, "repair")
            correct_likes(db, episodes)
            mark_changed(db, episodes=episodes)
    for finding in found:
        if not is_episode_id(finding.id):
            es.options(ignore_status=404).delete(index=alias, id=finding.id, refresh=True)


def is_episode_id(name: str) -> bool:
    """Tell whether a document's ``_id`` is one that the projection could have written."""
    return name.isascii() and name.isdecimal() and str(int(name)) == name and int(name) < 2**63
