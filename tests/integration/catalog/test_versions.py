"""Why a version is drawn before the rows are read, and committed: an older document never replaces a newer one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest
from elasticsearch import Elasticsearch
from peewee import PostgresqlDatabase

from catalog.bulk import Failures
from catalog.outbox import mark_changed
from catalog.projection import Projector
from catalog.rebuild import Layout
from catalog.registry import RegisteredIndex, draw_version, raise_version
from catalog.tables import Episode
from tests.integration.catalog.projectors import open_other
from tests.integration.catalog.television import add_whole_episode


class _ReadsBeforeAnother(Projector):
    """Between its reading and its writing, something else happens."""

    def meanwhile(self) -> None:
        """Be replaced by what happens."""

    def _build(self, ids: Sequence[int]) -> list[Mapping[str, Any]]:
        documents = super()._build(ids)
        self.meanwhile()
        return documents


class _DrawsAfterReading(_ReadsBeforeAnother):
    """What a projector must not be: its version is newer than what it read."""

    def _write(
        self,
        indices: Sequence[RegisteredIndex],
        version: int,  # noqa: ARG002 - replaced
        documents: Sequence[Mapping[str, Any]],
    ) -> Failures:
        return super()._write(indices, draw_version(self._version_db), documents)


@pytest.mark.parametrize(("kind", "ends_right"), [(_ReadsBeforeAnother, True), (_DrawsAfterReading, False)])
def test_a_slow_projector_never_writes_over_a_newer_document_for_its_version_was_drawn_before_it_read(
    db: PostgresqlDatabase,
    es: Elasticsearch,
    projector: Projector,
    layout: Layout,
    kind: type[_ReadsBeforeAnother],
    ends_right: bool,  # noqa: FBT001 - a table of two
) -> None:
    add_whole_episode(1)
    mark_changed(db, episodes=[1])

    def rename_and_project() -> None:
        Episode.update(name="Renamed").execute()
        mark_changed(db, episodes=[1])
        projector.tick()

    with open_other(db, es, kind) as slow:
        slow.meanwhile = rename_and_project  # type: ignore[method-assign]
        slow.tick()

    assert (es.get(index=layout.alias, id="1")["_source"]["name"] == "Renamed") is ends_right


@pytest.mark.parametrize("draw", [draw_version, lambda db: raise_version(db, 5)])
def test_a_version_is_never_drawn_inside_a_transaction(db: PostgresqlDatabase, draw: Callable[..., object]) -> None:
    with db.atomic(), pytest.raises(RuntimeError, match="outside of transactions"):
        draw(db)


def test_a_version_survives_the_failure_of_what_it_was_drawn_for(
    db: PostgresqlDatabase, version_db: PostgresqlDatabase
) -> None:
    with db.atomic() as transaction:
        drawn = draw_version(version_db)
        transaction.rollback()

    assert draw_version(version_db) == drawn + 1


def test_the_counter_is_raised_and_never_lowered(db: PostgresqlDatabase) -> None:
    for highest in (40, 10, 2**63 - 1):
        raise_version(db, highest)

    assert draw_version(db) == 41
