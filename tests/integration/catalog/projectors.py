"""Projectors beside a test's own, with connections of their own, and what they leave in index and outbox."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any, TypeVar

from elasticsearch import Elasticsearch
from peewee import PostgresqlDatabase

from catalog.database import open_beside
from catalog.projection import Projector
from catalog.rebuild import Layout
from catalog.tables import Outbox

Made = TypeVar("Made", bound=Projector)
Make = Callable[[PostgresqlDatabase, PostgresqlDatabase, Elasticsearch], Made]


@contextmanager
def open_other(db: PostgresqlDatabase, es: Elasticsearch, make: Make[Made]) -> Iterator[Made]:
    """Give another kind of projector over the same stores."""
    with closing(open_beside(db)) as own, closing(open_beside(db)) as version_db:
        yield make(own, version_db, es)


@contextmanager
def open_projector(db: PostgresqlDatabase, es: Elasticsearch) -> Iterator[Projector]:
    """Give another projector over the same stores."""
    with open_other(db, es, Projector) as made:
        yield made


def read_document(es: Elasticsearch, layout: Layout, episode_id: int) -> dict[str, Any]:
    """Read an episode's document with what Elasticsearch keeps beside it."""
    found: dict[str, Any] = es.get(index=layout.alias, id=str(episode_id)).body
    return found


def list_outbox() -> list[tuple[int, int, int, bool]]:
    """List the outbox in order: episode, like delta, attempts, and whether the row waits."""
    rows = Outbox.select(Outbox.episode_id, Outbox.like_delta, Outbox.attempts, Outbox.not_before).order_by(Outbox.id)
    return [(row.episode_id, row.like_delta, row.attempts, row.not_before is not None) for row in rows]
