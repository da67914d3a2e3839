"""The exact number of an episode's likes: the total plus the deltas still in the outbox, in one statement.

Two statements would count a delta twice, or not at all, when a tick commits between them.
"""

from __future__ import annotations

from collections.abc import Sequence

from peewee import PostgresqlDatabase

EXACT_LIKES = """
    SELECT wanted.id, coalesce(like_total.likes, 0) + coalesce(pending.likes, 0)
    FROM unnest(%s::bigint[]) AS wanted (id)
    LEFT JOIN like_total ON like_total.episode_id = wanted.id
    LEFT JOIN LATERAL (
      SELECT sum(like_delta)::bigint AS likes FROM outbox WHERE outbox.episode_id = wanted.id
    ) AS pending ON true
"""
# What should be added to the total: 0 unless a delta was lost or counted twice.
_ERRORS = f"""
    SELECT exact.id, counted.likes - exact.likes
    FROM ({EXACT_LIKES}) AS exact (id, likes),
    LATERAL (SELECT count(*) AS likes FROM episode_like WHERE episode_id = exact.id) AS counted
    WHERE counted.likes <> exact.likes
"""  # noqa: S608 - the statement above
_CORRECT = (
    f"INSERT INTO outbox (episode_id, like_delta) SELECT error.id, error.delta FROM ({_ERRORS}) AS error (id, delta)"  # noqa: S608 - the same
)


def read_likes(db: PostgresqlDatabase, ids: Sequence[int]) -> dict[int, int]:
    """Read exact likes by episode id."""
    return dict(db.execute_sql(EXACT_LIKES, (list(ids),)).fetchall())


def find_wrong_likes(db: PostgresqlDatabase, ids: Sequence[int]) -> set[int]:
    """Name the episodes whose exact likes differ from the number of their ``episode_like`` rows."""
    return {episode_id for episode_id, _ in db.execute_sql(_ERRORS, (list(ids),))}


def correct_likes(db: PostgresqlDatabase, ids: Sequence[int]) -> None:
    """Append the delta that makes the total right again. One caller at a time, or an error is corrected twice."""
    db.execute_sql(_CORRECT, (list(ids),))
