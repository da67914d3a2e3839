"""What an answer's headers say of time: when it was made, and when to ask again. Nonsense counts as silence."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

_LONGEST_AGE = 7 * 24 * 3600  # TVMaze caches for a day at most; more is a broken cache's


def read_date(text: str | None) -> datetime | None:
    """Read an HTTP date (RFC 9110, section 5.6.7) as a moment in UTC."""
    try:
        moment = parsedate_to_datetime(text or "")
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def read_seconds(text: str | None) -> float | None:
    """Read a number of seconds, not negative."""
    try:
        seconds = float(text or "")
    except ValueError:
        return None
    return seconds if math.isfinite(seconds) and seconds >= 0 else None


def as_of(headers: Mapping[str, str]) -> datetime | None:
    """Tell when an answer was made: its ``Date``, less the ``Age`` that caches added to it."""
    date = read_date(headers.get("Date"))
    age = int(min(read_seconds(headers.get("Age")) or 0, _LONGEST_AGE))
    return None if date is None else date - timedelta(seconds=age)


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Tell the seconds to wait before asking again, from ``Retry-After`` in either of its two forms."""
    text = headers.get("Retry-After")
    if (seconds := read_seconds(text)) is not None:
        return seconds
    moment = read_date(text)
    # A date is the server's, and so is the clock to compare it with.
    then = read_date(headers.get("Date")) or now
    return None if moment is None else max(0.0, (moment - then).total_seconds())
