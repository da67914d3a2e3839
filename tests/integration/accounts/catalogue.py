"""The catalogue that accounts are tried on, as its tables tell it beside the API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import psycopg

# One statement: a tick may commit between two.
_EXACT_LIKES = """
    SELECT coalesce((SELECT likes FROM like_total WHERE episode_id = %(id)s), 0)
      + coalesce((SELECT sum(like_delta) FROM outbox WHERE episode_id = %(id)s), 0)
"""


@dataclass(frozen=True)
class Catalogue:
    """A filled database and the alias of its index."""

    url: str
    alias: str

    def connect(self) -> psycopg.Connection[Any]:
        """Give a connection whose transaction lasts as long as its block."""
        return psycopg.connect(self.url)

    def execute(self, statement: str, *parameters: Any) -> int:
        """Change rows; commit at once and tell how many."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            return connection.execute(statement, parameters or None).rowcount

    def read(self, statement: str, *parameters: Any) -> list[Any]:
        """Read rows; those of one column as plain values."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            found = connection.execute(statement, parameters or None).fetchall()
        return [row[0] if len(row) == 1 else row for row in found]

    def add_episodes(self, count: int) -> list[int]:
        """Add episodes that nobody reacted to yet, which no index knows."""
        statement = """
            INSERT INTO episode (id, show_id, season, name, airtime_known, as_of)
            SELECT id, 1, 1, 'Episode ' || id, false, now()
            FROM (SELECT greatest(max(id), 1000) AS last FROM episode) AS known,
              LATERAL generate_series(last + 1, last + %s::bigint) AS id
            RETURNING id
        """
        return self.read(statement, count)

    def count_likes(self, episode_id: int) -> int:
        """Count the rows that the number of likes is to be the number of."""
        (count,) = self.read("SELECT count(*) FROM episode_like WHERE episode_id = %s", episode_id)
        return int(count)

    def read_exact_likes(self, episode_id: int) -> int:
        """Give the number of likes: the total and what is in the outbox."""
        with psycopg.connect(self.url) as connection:
            row = connection.execute(_EXACT_LIKES, {"id": episode_id}).fetchone()
        assert row is not None
        return int(row[0])

    def list_deltas(self, episode_id: int) -> list[int]:
        """List what waits in the outbox for an episode."""
        return self.read("SELECT like_delta FROM outbox WHERE episode_id = %s ORDER BY id", episode_id)
