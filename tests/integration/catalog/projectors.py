"""Projectors beside a test's own, with connections of their own: a thread must open and close its connections."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import TypeVar

from elasticsearch import Elasticsearch
from peewee import PostgresqlDatabase

from catalog.database import open_beside
from catalog.projection import Projector

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
