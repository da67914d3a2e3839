"""TVMaze's moments: an airstamp carries an offset (the network's own until 2017, UTC since), a date is a label."""

from __future__ import annotations

from datetime import UTC, date, datetime


def to_moment(airstamp: str | None) -> datetime | None:
    """Turn an airstamp to UTC by its own offset; ``None`` for an episode not scheduled yet."""
    return datetime.fromisoformat(airstamp).astimezone(UTC) if airstamp else None


def to_date(label: str | None) -> date | None:
    """Read a calendar day; ``None`` for none, which TVMaze also writes as ``""``."""
    return date.fromisoformat(label) if label else None
