"""What came of a run's steps: calls made, a day's listings, the check of unlisted episodes, casts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Protocol


class CallCounts(Protocol):
    """What the client counts while it works."""

    calls: int
    throttled: int
    retries: int
    waited_seconds: float


@dataclass(frozen=True)
class Calls:
    """Calls to TVMaze: made, answered 429, repeated, and the seconds waited for the rate limit and for retries."""

    calls: int = 0
    throttled: int = 0
    retries: int = 0
    waited_seconds: float = 0.0

    @classmethod
    def read(cls, counts: CallCounts) -> Calls:
        """Note what the client has counted so far."""
        return cls(counts.calls, counts.throttled, counts.retries, counts.waited_seconds)

    def __add__(self, other: Calls) -> Calls:
        return Calls(
            self.calls + other.calls,
            self.throttled + other.throttled,
            self.retries + other.retries,
            round(self.waited_seconds + other.waited_seconds, 3),
        )

    def __sub__(self, other: Calls) -> Calls:
        return Calls(
            self.calls - other.calls,
            self.throttled - other.throttled,
            self.retries - other.retries,
            round(self.waited_seconds - other.waited_seconds, 3),
        )


# What a listing's load may end in beside the statuses of ``pipeline.load``.
FAILED, UNREACHABLE = "failed", "unreachable"
# Statuses of ``pipeline.load`` that leave what is stored as it was, and must be told of.
SHRUNKEN, BLOCKED = "shrunken", "blocked"


@dataclass(frozen=True)
class FeedLoad:
    """What came of one listing. ``error`` says why it could not be had."""

    feed: str
    status: str
    rows: int = 0
    added: int = 0
    removed: int = 0
    quarantined: int = 0
    warning: str | None = None
    error: str | None = None

    @property
    def summary(self) -> str:
        """Tell the listing in a few words."""
        changes = f" (+{self.added} -{self.removed})" if self.added or self.removed else ""
        told = f"{self.feed} {self.status}, {self.rows} rows{changes}"
        return f"{told}: {self.error or self.warning}" if self.error or self.warning else told


@dataclass(frozen=True)
class DayLoad:
    """What came of a day's listings, feed by feed."""

    date: date
    feeds: tuple[FeedLoad, ...]

    @property
    def errors(self) -> tuple[str, ...]:
        """Say which feeds could not be had, and why. A day without any is loaded."""
        return tuple(feed.error for feed in self.feeds if feed.error is not None)

    def feeds_that_are(self, status: str) -> tuple[str, ...]:
        """Name the feeds that ended in this status."""
        return tuple(feed.feed for feed in self.feeds if feed.status == status)

    @property
    def quarantined(self) -> int:
        """Count the malformed items that the day's listings held."""
        return sum(feed.quarantined for feed in self.feeds)

    @property
    def summary(self) -> str:
        """Tell the day in a line."""
        return f"{self.date}: " + ", ".join(feed.summary for feed in self.feeds)


@dataclass(frozen=True)
class UnlistedCheck:
    """What came of the episodes that lost their last listing, a call each.

    The ``failed`` ones and the ``dropped`` (listed again meanwhile, or an old answer) are the next run's to ask for.
    """

    withdrawn: int = 0
    moved: int = 0
    dropped: int = 0
    failed: int = 0
    calls: Calls = field(default_factory=Calls)

    @property
    def planned(self) -> int:
        """Count the calls that the check needed."""
        return self.withdrawn + self.moved + self.dropped + self.failed
