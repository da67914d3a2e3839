"""A listing (feed and date) replaced by a newer answer, in one transaction.

An item is news when its listing did not hold the episode, said something else of it before, or carries a
greater ``updated`` of its show than was ever seen. Only news meets the rules of freshness. So a listing that
repeats itself writes nothing, even where two listings contradict each other (TVMaze's caches and years of
recordings do): without this they would overwrite each other at each load. The one exception is an episode
whose content came with an older copy of its show: a listing that repeats the current one puts it right.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from peewee import PostgresqlDatabase

from catalog.outbox import notify_outbox
from pipeline.load.items import list_overruled, raise_episodes, raise_unlinked, read_greatest_updated, store_items
from pipeline.load.membership import (
    StoredListing,
    add_rows,
    list_on_other_days,
    read_stored,
    remove_rows,
    store_load,
    store_refusal,
)
from pipeline.load.outcomes import ListingOutcome
from pipeline.load.shrinkage import (
    hash_listing,
    is_believed,
    is_blocked,
    is_shrunken,
    keep_refusal,
    list_missing,
    refuse,
)
from pipeline.load.transactions import write_tables
from pipeline.load.withdrawal import record_listed, record_removed
from pipeline.transform import ItemRows, ListingRows

CLOCKS_MAY_DIFFER = timedelta(hours=1)


def replace_listing(db: PostgresqlDatabase, listing: ListingRows, *, accept_shrunk: bool = False) -> ListingOutcome:
    """Make the tables say what this answer says, unless a newer one is stored or it can't be believed.

    Whole or not at all, at whatever moment a process dies. ``accept_shrunk`` believes a shrunken listing at once.
    """
    lock = f"listing.{listing.feed}.{listing.date}"
    outcome = write_tables(db, lambda: _load(db, listing, accept_shrunk=accept_shrunk), lock=lock)
    if outcome.indexed:
        notify_outbox(db)
    return outcome


def _load(db: PostgresqlDatabase, listing: ListingRows, *, accept_shrunk: bool) -> ListingOutcome:
    stored = read_stored(db, listing.feed, listing.date)
    outcome = _judge(db, listing, stored, accept_shrunk=accept_shrunk)
    stands_by = listing.as_of if outcome.status in {"replaced", "unchanged"} else stored.as_of
    is_ahead = stands_by is not None and stands_by > datetime.now(UTC) + CLOCKS_MAY_DIFFER
    return replace(outcome, held_until=stands_by if is_ahead else None)


def _judge(
    db: PostgresqlDatabase, listing: ListingRows, stored: StoredListing, *, accept_shrunk: bool
) -> ListingOutcome:
    left = ListingOutcome(listing.feed, listing.date, "older", rows=len(stored.rows), malformed=len(listing.malformed))
    if stored.as_of and listing.as_of < stored.as_of:
        return left
    if is_blocked(listing):
        return replace(left, status="blocked")
    content_hash = hash_listing(listing)
    is_shrunk = is_shrunken(stored.rows, listing) and not accept_shrunk
    if is_shrunk and not is_believed(stored.refusal, content_hash, listing.as_of):
        return _refuse(db, listing, stored, content_hash)
    return _replace(db, listing, stored, content_hash)


def _replace(db: PostgresqlDatabase, listing: ListingRows, stored: StoredListing, content_hash: str) -> ListingOutcome:
    # Any of the missing may be the item whose id can't be read: then all of them stay.
    removed = [] if None in listing.malformed else list_missing(stored.rows, listing)
    news, outcome = _write(db, listing, stored, removed)
    refusal = keep_refusal(stored.refusal, listing.as_of)
    store_load(db, listing, content_hash, outcome.rows, refusal)
    raise_unlinked(db, news, listing.as_of)
    return outcome


def _refuse(db: PostgresqlDatabase, listing: ListingRows, stored: StoredListing, content_hash: str) -> ListingOutcome:
    news, outcome = _write(db, listing, stored, removed=[])
    store_refusal(db, listing, refuse(stored.refusal, content_hash, listing.as_of))
    raise_episodes(db, [item.episode.id for item in news], listing.as_of)
    raise_unlinked(db, news, listing.as_of)
    return replace(outcome, status="shrunken", missing=len(list_missing(stored.rows, listing)))


def _write(
    db: PostgresqlDatabase, listing: ListingRows, stored: StoredListing, removed: Sequence[int]
) -> tuple[list[ItemRows], ListingOutcome]:
    greatest = read_greatest_updated(db, listing.items)
    news, repeated = _part(listing.items, stored, greatest)
    overruled = list_overruled(db, repeated, greatest)
    changes = store_items(db, news, listing.as_of, greatest, overruled)
    added = [item.episode.id for item in news if item.episode.id not in stored.rows]
    add_rows(db, listing, news)
    record_listed(db, added)
    remove_rows(db, listing, removed)
    record_removed(db, removed, stored.as_of)
    moved = {*added, *removed}
    indexed = changes.mark(db, moved - list_on_other_days(db, listing, moved))
    is_replaced = stored.as_of is None or added or removed or changes.exist
    return news, ListingOutcome(
        listing.feed,
        listing.date,
        "replaced" if is_replaced else "unchanged",
        rows=len(stored.rows) + len(added) - len(removed),
        added=len(added),
        removed=len(removed),
        changed_episodes=len(set(changes.episodes.changed) - set(added)),
        changed_shows=len(changes.shows.changed),
        changed_channels=len(changes.channels.changed),
        malformed=len(listing.malformed),
        indexed=indexed,
    )


def _part(
    items: Iterable[ItemRows], stored: StoredListing, greatest: Mapping[int, int]
) -> tuple[list[ItemRows], list[ItemRows]]:
    news: list[ItemRows] = []
    repeated: list[ItemRows] = []
    for item in items:
        is_said_before = stored.rows.get(item.episode.id) == item.fingerprint
        is_of_known_update = item.show.updated <= greatest.get(item.show.id, -1)
        (repeated if is_said_before and is_of_known_update else news).append(item)
    return news, repeated
