"""Calendars of the tests' own, New York's unless they say otherwise."""

from __future__ import annotations

from typing import Any

from pipeline.settings import CalendarSettings


def make_calendar(**overrides: Any) -> CalendarSettings:
    """Make a calendar with the defaults, but for what the test says."""
    return CalendarSettings(**overrides)
