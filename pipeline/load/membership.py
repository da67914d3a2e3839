"""Which listing holds which episode, and which answer a listing stands by: ``schedule`` and ``listing_load``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from peewee import PostgresqlDatabase

from pipeline.load.shrinkage import Refusal
from pipeline.transform import ItemRows, ListingRows


@dataclass(frozen=True)
class StoredListing:
    """What is stored of a listing: its answer's ``as_of``, a refused answer, and fingerprints by episode."""

    as_of: datetime | None
    refusal: Refusal | None
    rows: Mapping[int, int]


def read_stored(db: PostgresqlDatabase, feed: str, day: date) -> StoredListing:
    """Read a listing as it is stored; one never loaded has no ``as_of`` and no rows."""
    rows = db.execute_sql("SELECT episode_id, fingerprint FROM schedule WHERE feed = %s AND date = %s", (feed, day))
    held = dict(rows.fetchall())
    load = db.execute_sql(
        "SELECT as_of, refused_hash, refused_at FROM listing_load WHERE feed = %s AND date = %s", (feed, day)
    ).fetchone()
    if load is None:
        return StoredListing(None, None, held)
    as_of, refused_hash, refused_at = load
    return StoredListing(as_of, Refusal(refused_hash, refused_at) if refused_hash else None, held)


def add_rows(db: PostgresqlDatabase, listing: ListingRows, items: Sequence[ItemRows]) -> None:
    """Have the listing hold these items, or note what it says of them now."""
    db.execute_sql(
        """
        INSERT INTO schedule AS held (feed, date, episode_id, fingerprint)
        SELECT %s, %s, * FROM unnest(%s::bigint[], %s::bigint[]) ORDER BY 3
        ON CONFLICT (feed, date, episode_id) DO UPDATE SET fingerprint = EXCLUDED.fingerprint
        WHERE held.fingerprint <> EXCLUDED.fingerprint
        """,
        (
            listing.feed,
            listing.date,
            [item.episode.id for item in items],
            [item.fingerprint for item in items],
        ),
    )


def remove_rows(db: PostgresqlDatabase, listing: ListingRows, episode_ids: Sequence[int]) -> None:
    """Have the listing hold these episodes no longer."""
    db.execute_sql(
        "DELETE FROM schedule WHERE feed = %s AND date = %s AND episode_id = ANY(%s)",
        (listing.feed, listing.date, list(episode_ids)),
    )


def list_on_other_days(db: PostgresqlDatabase, listing: ListingRows, episode_ids: Iterable[int]) -> set[int]:
    """Name those of these episodes that the feed holds on another day as well: documents show feeds, not days."""
    found = db.execute_sql(
        "SELECT episode_id FROM schedule WHERE feed = %s AND date <> %s AND episode_id = ANY(%s)",
        (listing.feed, listing.date, list(episode_ids)),
    )
    return {episode_id for (episode_id,) in found}


def store_load(
    db: PostgresqlDatabase, listing: ListingRows, content_hash: str, rows: int, refusal: Refusal | None
) -> None:
    """Note that the listing stands by this answer."""
    db.execute_sql(
        """
        INSERT INTO listing_load (feed, date, as_of, rows, hash, loaded_at, refused_hash, refused_at)
        VALUES (%s, %s, %s, %s, %s, clock_timestamp(), %s, %s)
        ON CONFLICT (feed, date) DO UPDATE
        SET (as_of, rows, hash, loaded_at, refused_hash, refused_at) = ROW(EXCLUDED.as_of, EXCLUDED.rows,
            EXCLUDED.hash, EXCLUDED.loaded_at, EXCLUDED.refused_hash, EXCLUDED.refused_at)
        """,
        (
            listing.feed,
            listing.date,
            listing.as_of,
            rows,
            content_hash,
            refusal.hash if refusal else None,
            refusal.at if refusal else None,
        ),
    )


def store_refusal(db: PostgresqlDatabase, listing: ListingRows, refusal: Refusal) -> None:
    """Note a shrunken answer; the listing stands by the one before."""
    db.execute_sql(
        """
        UPDATE listing_load SET (refused_hash, refused_at) = (%(hash)s, %(at)s)
        WHERE feed = %(feed)s AND date = %(date)s AND (refused_hash, refused_at) IS DISTINCT FROM (%(hash)s, %(at)s)
        """,
        {"hash": refusal.hash, "at": refusal.at, "feed": listing.feed, "date": listing.date},
    )
