"""Episodes that lost their last listing: asked for once, then withdrawn or known to have moved.

Decided from state, so it does not matter which run took the listing away, or whether that run lives.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from peewee import PostgresqlDatabase

from catalog.outbox import notify_outbox
from pipeline.load.claims import try_claim
from pipeline.load.items import ItemChanges, raise_episodes, raise_unlinked, read_greatest_updated, store_items
from pipeline.load.transactions import write_tables
from pipeline.transform import ItemRows

Verdict = Literal["withdrawn", "moved", "dropped"]


@dataclass(frozen=True)
class UnlistedEpisode:
    """An episode in no listing, and since when."""

    id: int
    unlisted_at: datetime


def record_listed(db: PostgresqlDatabase, episode_ids: Sequence[int]) -> None:
    """Bring back what a listing holds again: nothing to check, not withdrawn."""
    db.execute_sql(
        """
        UPDATE episode SET unlisted_at = NULL, unlisted_checked_at = NULL, withdrawn = false
        WHERE id = ANY(%s) AND (unlisted_at IS NOT NULL OR withdrawn)
        """,
        (list(episode_ids),),
    )


def record_removed(db: PostgresqlDatabase, episode_ids: Sequence[int], seen_at: datetime | None) -> None:
    """Mark those that lost their last listing, and keep that the listing they left had shown them at ``seen_at``."""
    db.execute_sql(
        """
        UPDATE episode
        SET as_of = greatest(as_of, %(seen_at)s),
            unlisted_at = CASE WHEN is_listed THEN unlisted_at ELSE clock_timestamp() END
        FROM (
            SELECT id, EXISTS (SELECT FROM schedule WHERE episode_id = id) AS is_listed
            FROM unnest(%(ids)s::bigint[]) AS id
        ) AS removed
        WHERE episode.id = removed.id AND (as_of < %(seen_at)s OR NOT is_listed)
        """,
        {"ids": list(episode_ids), "seen_at": seen_at},
    )


def list_unlisted(db: PostgresqlDatabase) -> list[UnlistedEpisode]:
    """Name the episodes to ask for: a call each."""
    return [UnlistedEpisode(*row) for row in db.execute_sql(_UNCHECKED.format("")).fetchall()]


def claim_unlisted(db: PostgresqlDatabase) -> Generator[UnlistedEpisode, None, None]:
    """Give each episode to ask for while no other run holds it, one at a time, held until the next is taken.

    A session's advisory lock holds the claim and not a row lock in an open transaction: TVMaze may take minutes to
    answer, and meanwhile loads may list the episode again and people may like it. A claim dies with its connection.
    """
    for unlisted in list_unlisted(db):
        with try_claim(db, f"unlisted.{unlisted.id}") as is_claimed:
            if is_claimed and _is_unchecked(db, unlisted):
                yield unlisted


def store_verdict(
    db: PostgresqlDatabase,
    unlisted: UnlistedEpisode,
    item: ItemRows | None,
    *,
    as_of: datetime | None = None,
    country: str,
) -> Verdict:
    """Store what TVMaze said of an unlisted episode (``None``: 404) together with the fact that it was asked.

    Withdrawn: it is gone, or on channels that are neither the country's nor global. Otherwise it moved: it stays
    searchable without a listing. Dropped: it was listed again meanwhile, or the answer is older than what is known
    (an edge's copy), so that the episode is asked for again.
    """
    verdict, indexed = write_tables(db, lambda: _store_verdict(db, unlisted, item, as_of, country))
    if indexed:
        notify_outbox(db)
    return verdict


def belongs_to(item: ItemRows, country: str) -> bool:
    """Tell whether a channel of the item is the country's or global; one without any channel is not abroad."""
    codes = [channel.country_code for channel in item.channels]
    return not codes or any(code is None or code.upper() == country.upper() for code in codes)


def _store_verdict(
    db: PostgresqlDatabase, unlisted: UnlistedEpisode, item: ItemRows | None, as_of: datetime | None, country: str
) -> tuple[Verdict, int]:
    if not _is_unchecked(db, unlisted) or _is_outdated(db, unlisted, as_of):
        return "dropped", 0
    changes = ItemChanges()
    if item and as_of:
        changes = store_items(db, [item], as_of, read_greatest_updated(db, [item]))
        raise_episodes(db, [unlisted.id], as_of)
        raise_unlinked(db, [item], as_of)
    is_withdrawn = item is None or not belongs_to(item, country)
    db.execute_sql(
        "UPDATE episode SET withdrawn = %s, unlisted_checked_at = clock_timestamp() WHERE id = %s",
        (is_withdrawn, unlisted.id),
    )
    indexed = changes.mark(db, [unlisted.id] if is_withdrawn else [])
    return "withdrawn" if is_withdrawn else "moved", indexed


def _is_unchecked(db: PostgresqlDatabase, unlisted: UnlistedEpisode) -> bool:
    return (
        db.execute_sql(
            _UNCHECKED.format("AND id = %s AND unlisted_at = %s"), (unlisted.id, unlisted.unlisted_at)
        ).fetchone()
        is not None
    )


def _is_outdated(db: PostgresqlDatabase, unlisted: UnlistedEpisode, as_of: datetime | None) -> bool:
    return db.execute_sql("SELECT as_of > %s FROM episode WHERE id = %s", (as_of, unlisted.id)).fetchone()[0] is True


_UNCHECKED = """
    SELECT id, unlisted_at FROM episode
    WHERE unlisted_at IS NOT NULL AND (unlisted_checked_at IS NULL OR unlisted_checked_at < unlisted_at) {}
    ORDER BY id
"""
