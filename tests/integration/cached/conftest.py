"""A catalogue of these tests' own, a projector of its changes, and APIs that keep answers of it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

import pytest
from elasticsearch import Elasticsearch
from peewee import PostgresqlDatabase

from api.hearing import LISTENER
from catalog.database import connect, open_beside
from catalog.projection import Projector
from embedded.postgres import EmbeddedPostgres
from tests.fixtures.api import RunningApi, StartApi
from tests.fixtures.catalogue import open_catalogue
from tests.integration.api.corpus import fill

ALIAS = "cached"
SOON_SECONDS = 20.0


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

    def await_listeners(self, number: int) -> None:
        """Wait until so many APIs hear of changes and have told all others so, after which nobody's answers are old."""
        deadline = time.monotonic() + SOON_SECONDS
        while (found := self._count_listeners()) != number:
            assert time.monotonic() < deadline, f"{found} of {number} APIs listen"
            time.sleep(0.05)

    def _count_listeners(self) -> int:
        told = "state = 'idle' AND query NOT LIKE 'LISTEN%%' AND application_name = %s AND datname = current_database()"
        return int(
            self.db.execute_sql(f"SELECT count(*) FROM pg_stat_activity WHERE {told}", (LISTENER,)).fetchone()[0]
        )

    def count_searches(self) -> int:
        """Count the searches that Elasticsearch ever answered of this index."""
        stats = self.es.indices.stats(index=ALIAS, metric="search").body
        return int(stats["_all"]["total"]["search"]["query_total"])


@pytest.fixture(scope="session")
def catalogue(postgres_server: EmbeddedPostgres, elasticsearch_url: str) -> Iterator[Catalogue]:
    """Fill a database and its index."""
    with (
        open_catalogue(postgres_server, elasticsearch_url, ALIAS, fill) as url,
        Elasticsearch(elasticsearch_url) as es,
        closing(connect(url)) as db,
        closing(open_beside(db)) as other,
    ):
        yield Catalogue(url, es, db, Projector(db, other, es))


@pytest.fixture(scope="session")
def apis(
    start_api: StartApi, catalogue: Catalogue, elasticsearch_url: str, redis_url: str
) -> Iterator[list[RunningApi]]:
    """Serve once without Redis, then twice with one."""
    stores = {"postgres_url": catalogue.postgres_url, "elasticsearch_url": elasticsearch_url}
    together = {**stores, "redis_url": redis_url, "public_url": "https://tvsi.example.org"}
    running = [start_api(ALIAS, **stores), *(start_api(ALIAS, **together) for _ in range(2))]
    catalogue.await_listeners(len(running))
    yield running
    for one in running:
        one.stop()


@pytest.fixture
def alone(apis: list[RunningApi], catalogue: Catalogue) -> RunningApi:
    """Give the one without Redis."""
    catalogue.await_listeners(len(apis))
    return apis[0]


@pytest.fixture
def sharing(apis: list[RunningApi], catalogue: Catalogue) -> list[RunningApi]:
    """Give those that share a Redis."""
    catalogue.await_listeners(len(apis))
    return apis[1:]
