"""The worker's writer of calendars. A full one takes a good part of a second; other requests are served meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from api.calendar.events import make_calendar
from api.problems import CALENDAR_BUSY
from api.side_work import SideWork

# Nobody waits longer than about four seconds.
MOST_WAITING = 8


class CalendarWriter:
    """Writes calendars one after the other."""

    def __init__(self) -> None:
        self._work = SideWork("calendars", MOST_WAITING, CALENDAR_BUSY)

    def close(self) -> None:
        """Let what is being written end."""
        self._work.close()

    def refuse_if_busy(self) -> None:
        """Raise a ``Problem`` when too many wait, before anything is searched for one more."""
        self._work.refuse_if_busy()

    async def write(self, items: Sequence[Any], name: str, description: str, now: datetime) -> bytes:
        """Write the calendar of these episodes; raises a ``Problem`` when too many wait."""
        return await self._work.run(make_calendar, items, name, description, now)
