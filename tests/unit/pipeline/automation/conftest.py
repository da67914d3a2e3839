"""The clock by which these tests go: a day that does not end while they run."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from tests.unit.pipeline.calendars import TODAY

NOON = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=ZoneInfo("America/New_York"))


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    """Let it be noon, and time go on from there, for the code, Dagster and the test."""
    with time_machine.travel(NOON):
        yield
