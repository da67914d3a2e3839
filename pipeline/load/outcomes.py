"""What a load tells its caller."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

ListingStatus = Literal["replaced", "unchanged", "older", "shrunken", "blocked"]


@dataclass(frozen=True)
class ListingOutcome:
    """What became of one answer for a listing.

    ``replaced`` and ``unchanged`` answers are the stored ones now. ``older``: a newer one is stored. ``shrunken``:
    too much is missing, so that nothing was removed (what was seen is stored). ``blocked``: too much is malformed,
    so that nothing was written. ``rows`` counts what the listing holds now, ``indexed`` the episodes to index again.
    ``held_until`` is the date of the answer that the listing stands by, where that lies in the future.
    """

    feed: str
    date: date
    status: ListingStatus
    rows: int = 0
    added: int = 0
    removed: int = 0
    missing: int = 0
    changed_episodes: int = 0
    changed_shows: int = 0
    changed_channels: int = 0
    malformed: int = 0
    indexed: int = 0
    held_until: datetime | None = None

    @property
    def warning(self) -> str | None:
        """What an operator should look at, if anything."""
        if self.status == "blocked":
            return f"{self.malformed} items are malformed, more than a fifth: nothing was written"
        if self.status == "shrunken":
            return f"{self.missing} of {self.rows} rows are missing: nothing was removed"
        if self.held_until:
            return f"it stands by an answer dated {self.held_until:%Y-%m-%d %H:%M} UTC: until then no other is taken"
        if self.removed and not self.rows:
            return f"all {self.removed} rows are gone"
        return None


@dataclass(frozen=True)
class CastOutcome:
    """What became of one answer about casts: how many were stored or dropped as older, and how many of them changed."""

    stored: int = 0
    older: int = 0
    changed: int = 0
    indexed: int = 0
