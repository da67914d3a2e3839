"""From labels to moments: TVMaze's rules for airdate, airtime and airstamp."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

# What airs before it belongs to the programme of the day before.
DAY_BREAK = time(5)
NOON = time(12)


def find_moment(day: date, at: time, timezone: str) -> datetime:
    """Give the instant of a label, with the zone's offset of that day."""
    if at < DAY_BREAK:
        day += timedelta(days=1)
    return datetime.combine(day, at, ZoneInfo(timezone))


def find_placeholder(day: date, timezone: str, at: time = NOON) -> datetime:
    """Give the instant that stands in where no airtime is known: noon, of the channel or (globally) of UTC."""
    return datetime.combine(day, at, ZoneInfo(timezone))


def later(at: time, minutes: int) -> time:
    """Give the time of day so many minutes later, past midnight if need be."""
    return (datetime.combine(date.min, at) + timedelta(minutes=minutes)).time()


def local_day(day: date, timezone: str) -> tuple[datetime, datetime]:
    """Give both ends of a calendar day in a zone."""
    zone = ZoneInfo(timezone)
    return datetime.combine(day, time(), zone), datetime.combine(day + timedelta(days=1), time(), zone)


def write_moment(moment: datetime, *, in_own_offset: bool) -> str:
    """Write an airstamp: in UTC, or as rows recorded up to 2017 carry it, in the network's own offset."""
    return (moment if in_own_offset else moment.astimezone(UTC)).isoformat()
