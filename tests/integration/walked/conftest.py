"""A catalogue full of gaps, changed while it is walked through."""

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
from tests.integration.counted.rows import fill

ALIAS = "walked"
_LIKE = "INSERT INTO outbox (episode_id, like_delta) VALUES (%s, 1), (%s, 1)"
_MOVE = "UPDATE episode SET airdate = '2031-01-01', airstamp = '2031-01-02T01:00Z' WHERE id = %s"


@dataclass(frozen=True)
class Catalogue:
    """Both stores of these tests."""

    postgres_url: str
    db: PostgresqlDatabase
    projector: Projector

    def like(self, *episode_ids: int) -> None:
        """Like episodes twice each, as the API and the indexer's next tick do."""
        with self.db.atomic():
            for episode_id in episode_ids:
                self.db.execute_sql(_LIKE, (episode_id, episode_id))
        self.projector.tick()

    def move(self, episode_id: int) -> None:
        """Put off an episode for years, as a load does."""
        with self.db.atomic():
            self.db.execute_sql(_MOVE, (episode_id,))
            self.db.execute_sql("INSERT INTO outbox (episode_id, like_delta) VALUES (%s, 0)", (episode_id,))
        self.projector.tick()

    def count_walks(self) -> int:
        """Count the walks that are remembered."""
        return int(self.db.execute_sql("SELECT count(*) FROM search_walk").fetchone()[0])


@pytest.fixture(scope="session")
def catalogue(postgres_server: EmbeddedPostgres, elasticsearch_url: str) -> Iterator[Catalogue]:
    """Fill a database and its index."""
    with (
        open_catalogue(postgres_server, elasticsearch_url, ALIAS, fill) as url,
        Elasticsearch(elasticsearch_url) as es,
        closing(connect(url)) as db,
        closing(open_beside(db)) as other,
    ):
        yield Catalogue(url, db, Projector(db, other, es))


@pytest.fixture(scope="session")
def api(start_api: StartApi, catalogue: Catalogue, elasticsearch_url: str) -> Iterator[RunningApi]:
    """Serve it, and believe clients of this machine on where they are."""
    running = start_api(
        ALIAS,
        postgres_url=catalogue.postgres_url,
        elasticsearch_url=elasticsearch_url,
        trusted_proxies="127.0.0.1",
    )
    yield running
    running.stop()
