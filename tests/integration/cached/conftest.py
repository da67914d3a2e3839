"""A catalogue of these tests' own, a projector of its changes, and APIs that keep answers of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

import pytest
from elasticsearch import Elasticsearch
from peewee import PostgresqlDatabase

from catalog.database import connect, open_beside
from catalog.projection import Projector
from embedded.postgres import EmbeddedPostgres
from tests.fixtures.api import RunningApi, StartApi
from tests.fixtures.catalogue import open_catalogue
from tests.integration.api.corpus import fill

ALIAS = "cached"


@dataclass(frozen=True)
class Catalogue:
    """Both stores of these tests."""

    postgres_url: str
    es: Elasticsearch
    db: PostgresqlDatabase
    projector: Projector

    def rename(self, episode_id: int, name: str) -> None:
        """Change an episode and write its document, as a load and the indexer's next tick do."""
        with self.db.atomic():
            self.db.execute_sql("UPDATE episode SET name = %s WHERE id = %s", (name, episode_id))
            self.db.execute_sql("INSERT INTO outbox (episode_id, like_delta) VALUES (%s, 0)", (episode_id,))
        self.projector.tick()

    def count_searches(self) -> int:
        """Count the searches that Elasticsearch ever answered of this index."""
        stats = self.es.indices.stats(index=ALIAS, metric="search").body
        return int(stats["_all"]["total"]["search"]["query_total"])


@pytest.fixture(scope="module")
def catalogue(postgres_server: EmbeddedPostgres, elasticsearch_url: str) -> Iterator[Catalogue]:
    """Fill a database and its index."""
    with (
        open_catalogue(postgres_server, elasticsearch_url, ALIAS, fill) as url,
        Elasticsearch(elasticsearch_url) as es,
        closing(connect(url)) as db,
        closing(open_beside(db)) as other,
    ):
        yield Catalogue(url, es, db, Projector(db, other, es))


@pytest.fixture(scope="module")
def alone(start_api: StartApi, catalogue: Catalogue, elasticsearch_url: str) -> Iterator[RunningApi]:
    """Serve without Redis."""
    running = start_api(ALIAS, postgres_url=catalogue.postgres_url, elasticsearch_url=elasticsearch_url)
    yield running
    running.stop()


@pytest.fixture(scope="module")
def sharing(
    start_api: StartApi, catalogue: Catalogue, elasticsearch_url: str, redis_url: str
) -> Iterator[list[RunningApi]]:
    """Serve twice, with one Redis."""
    stores = {"postgres_url": catalogue.postgres_url, "elasticsearch_url": elasticsearch_url}
    running = [start_api(ALIAS, redis_url=redis_url, **stores) for _ in range(2)]
    yield running
    for one in running:
        one.stop()
