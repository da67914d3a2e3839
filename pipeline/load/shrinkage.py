"""Answers that say too little to be believed: listings that shrank, and listings that can't be read. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from pipeline.transform import ListingRows

SHRUNKEN_FROM_ROWS = 10
EMPTIED_FROM_ROWS = 5
BLOCKED_FROM_ITEMS = 5
# TVMaze's edge repeats an answer for an hour, and its Date has a resolution of a second.
BELIEVED_AFTER = timedelta(minutes=61)


@dataclass(frozen=True)
class Refusal:
    """The shrunken answer that was refused last: its content hash, and when it was first generated."""

    hash: str
    at: datetime


def hash_listing(listing: ListingRows) -> str:
    """Give a hash over what a listing says in rows, whatever its order."""
    said = sorted((item.episode.id, item.fingerprint) for item in listing.items)
    unread = sorted(item or 0 for item in listing.malformed)
    return sha256(repr((said, unread)).encode()).hexdigest()


def is_blocked(listing: ListingRows) -> bool:
    """Tell whether so many items are malformed that the answer as a whole can't be trusted."""
    malformed = len(listing.malformed)
    return malformed >= BLOCKED_FROM_ITEMS and malformed * 5 > malformed + len(listing.items)


def list_missing(held: Collection[int], listing: ListingRows) -> list[int]:
    """Name the held episodes that the answer lacks. A malformed item with a readable id is present all the same."""
    present = {item.episode.id for item in listing.items} | set(listing.malformed)
    return sorted(episode_id for episode_id in held if episode_id not in present)


def is_shrunken(held: Collection[int], listing: ListingRows) -> bool:
    """Tell whether suspiciously much is missing. Each item without a readable id may be one of the missing."""
    if not listing.items and not listing.malformed:
        return len(held) >= EMPTIED_FROM_ROWS
    missing = len(list_missing(held, listing)) - listing.malformed.count(None)
    return len(held) >= SHRUNKEN_FROM_ROWS and missing * 2 > len(held)


def is_believed(refusal: Refusal | None, content_hash: str, as_of: datetime) -> bool:
    """Tell whether a shrunken answer says what another one said so long before that no cache explains it."""
    return refusal is not None and refusal.hash == content_hash and as_of >= refusal.at + BELIEVED_AFTER


def refuse(refusal: Refusal | None, content_hash: str, as_of: datetime) -> Refusal:
    """Give the refusal to remember: the first time that this content was seen, or the newest content."""
    if refusal is None:
        return Refusal(content_hash, as_of)
    if refusal.hash == content_hash:
        return Refusal(content_hash, min(refusal.at, as_of))
    return Refusal(content_hash, as_of) if as_of >= refusal.at else refusal


def keep_refusal(refusal: Refusal | None, as_of: datetime) -> Refusal | None:
    """Give what remains of a refusal after an answer generated at ``as_of`` was stored: nothing, if it is newer."""
    return refusal if refusal and refusal.at > as_of else None
