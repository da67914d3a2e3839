"""The simulator's own time: real, or shifted, so that answers can claim to be older or newer than they are."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from zoneinfo import ZoneInfo


class Clock:
    """Wall-clock time; ``arrival`` is steady, so that two readings are as far apart as the calls were."""

    def __init__(self, offset: float = 0.0) -> None:
        self._offset = timedelta(seconds=offset)
        self._wall_at_start = time.time() - time.monotonic()

    def arrival(self) -> float:
        """Read the wall clock in seconds, unshifted, and unmoved by corrections of the machine's clock."""
        return self._wall_at_start + time.monotonic()

    def now(self) -> datetime:
        """Give the shifted moment, in UTC."""
        return datetime.now(UTC) + self._offset

    def today(self, timezone: str = "UTC") -> date:
        """Give the shifted calendar day in a time zone."""
        return self.now().astimezone(ZoneInfo(timezone)).date()

    def date_header(self) -> str:
        """Give the ``Date`` header of an answer made now."""
        return format_datetime(self.now(), usegmt=True)
