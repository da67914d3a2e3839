"""An index of the test's own, and small rows to put in it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

import pytest
from elasticsearch import Elasticsearch
from peewee import PostgresqlDatabase

from catalog.database import open_beside
from catalog.elastic import connect_elasticsearch
from catalog.projection import Projector
from catalog.rebuild import Layout, rebuild
from tests.integration.catalog.proxy import Proxy


@pytest.fixture
def es(elasticsearch_url: str) -> Iterator[Elasticsearch]:
    """Give a client of the real node."""
    with connect_elasticsearch(elasticsearch_url) as client:
        yield client


@pytest.fixture
def layout(es: Elasticsearch) -> Iterator[Layout]:
    """Give an alias that no other test uses, and remove its indices at the end."""
    made = Layout(alias=f"test-{secrets.token_hex(6)}")
    yield made
    for name in es.indices.get(index=f"{made.alias}-*").body:
        es.indices.delete(index=name)


@pytest.fixture
def version_db(db: PostgresqlDatabase) -> Iterator[PostgresqlDatabase]:
    """Give the second connection, which versions are drawn on."""
    other = open_beside(db)
    yield other
    other.close()


@pytest.fixture
def projector(db: PostgresqlDatabase, version_db: PostgresqlDatabase, es: Elasticsearch, layout: Layout) -> Projector:
    """Give a projector over an index built from the empty tables."""
    rebuild(db, es, layout)
    return Projector(db, version_db, es)


@pytest.fixture
def proxy(elasticsearch_url: str) -> Iterator[Proxy]:
    """Give an address of Elasticsearch where nothing answers yet."""
    made = Proxy(elasticsearch_url)
    yield made
    made.cut()
