"""What tests of loading share: an episode that lost its listing, and another run's connection."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from peewee import PostgresqlDatabase

from pipeline.load import UnlistedEpisode, list_unlisted, replace_listing
from tests.factories import make_item, make_listing


@pytest.fixture
def unlisted(db: PostgresqlDatabase) -> UnlistedEpisode:
    """Load episodes 11 and 12, then take 11 away."""
    replace_listing(db, make_listing(make_item(11), make_item(12), at=1))
    replace_listing(db, make_listing(make_item(12), at=60))
    db.execute_sql("DELETE FROM outbox")
    (episode,) = list_unlisted(db)
    return episode


@pytest.fixture
def other_run(postgres_url: str) -> Iterator[PostgresqlDatabase]:
    """Give another process's connection to the same database."""
    other = PostgresqlDatabase(postgres_url, prefer_psycopg3=True)
    with other.connection_context():
        yield other
