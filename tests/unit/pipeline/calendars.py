"""Calendars of the tests' own, New York's unless they say otherwise, and the day that it is in tests of automation."""

from __future__ import annotations

from datetime import date
from typing import Any

from pipeline.settings import CalendarSettings

TODAY = date(2026, 3, 11)


def make_calendar(**overrides: Any) -> CalendarSettings:
    """Make a calendar with the defaults, but for what the test says."""
    return CalendarSettings(**overrides)
