"""Projectors beside a test's own, with connections of their own: a thread must open and close its connections."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TypeVar

from elasticsearch import Elasticsearch
from peewee import PostgresqlDatabase

from catalog.database import open_beside
from catalog.projection import Projector

Made = TypeVar("Made", bound=Projector)


@contextmanager
def open_projector(db: PostgresqlDatabase, es: Elasticsearch, kind: type[Made] = Projector) -> Iterator[Made]:  # type: ignore[assignment]
    """Give another projector over the same stores."""
    with closing(open_beside(db)) as own, closing(open_beside(db)) as version_db:
        yield kind(own, version_db, es)
