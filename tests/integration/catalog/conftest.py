"""What tests of the index share: a projector, an indexer, an address of Elasticsearch that can be cut off."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from elasticsearch import Elasticsearch
from peewee import PostgresqlDatabase

from catalog.projection import Projector
from catalog.rebuild import Layout, rebuild
from catalog.settings import IndexSettings
from tests.integration.catalog.indexers import run_beside
from tests.integration.catalog.proxy import Proxy

RunIndexer = Callable[..., AbstractContextManager[None]]


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


@pytest.fixture
def running_indexer(postgres_url: str, elasticsearch_url: str, layout: Layout) -> RunIndexer:
    """Run an indexer until a block ends; it meets Elasticsearch at the real node unless another address is given."""

    def run(url: str = elasticsearch_url) -> AbstractContextManager[None]:
        return run_beside(IndexSettings(postgres_url=postgres_url, elasticsearch_url=url), layout)

    return run
