"""The one listing that TVMaze makes differently: ``/schedule`` without a date."""

from __future__ import annotations

from datetime import timedelta

from simulator.clock import Clock
from simulator.source import Payload, Source

TIMEZONE = "America/New_York"


def list_schedule_without_date(source: Source, country: str, clock: Clock) -> list[Payload]:
    """List today's by label instead of by local day: the night's episodes come with the day they are labelled with."""
    today = clock.today(TIMEZONE)
    rows = source.schedule(country, today) + source.schedule(country, today + timedelta(days=1))
    labelled = {row["id"]: row for row in rows if row["airdate"] == today.isoformat()}
    return list(labelled.values())
