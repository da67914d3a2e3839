"""A generated catalogue at a standstill, so that no expected figure depends on the day of the test."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest

from simulator.clock import Clock
from simulator.generated.source import GeneratedSource
from simulator.source import Payload

STANDSTILL = datetime(2026, 12, 15, 12, tzinfo=UTC)


class StoppedClock(Clock):
    """A clock that always shows one moment."""

    def __init__(self, moment: datetime = STANDSTILL) -> None:
        super().__init__()
        self._moment = moment

    def now(self) -> datetime:
        """Give the one moment."""
        return self._moment


@pytest.fixture(scope="session")
def catalogue() -> GeneratedSource:
    """Give the catalogue of seed 1."""
    return GeneratedSource(1, StoppedClock())


@dataclass(frozen=True)
class Month:
    """All that September 2026 lists."""

    us: dict[date, list[Payload]]
    web: dict[date, list[Payload]]

    @property
    def rows(self) -> list[Payload]:
        """Every episode once, with its show at ``show``."""
        rows = {row["id"]: row for listing in self.us.values() for row in listing}
        rows |= {
            row["id"]: {**row, "show": row["_embedded"]["show"]} for listing in self.web.values() for row in listing
        }
        return list(rows.values())

    @property
    def shows(self) -> list[Payload]:
        """Every show once."""
        return list({row["show"]["id"]: row["show"] for row in self.rows}.values())


@pytest.fixture(scope="session")
def month(catalogue: GeneratedSource) -> Month:
    """Give a whole month of listings."""
    days = [date(2026, 9, 1) + timedelta(days=place) for place in range(30)]
    return Month(
        {day: catalogue.schedule("US", day) for day in days},
        {day: catalogue.web_schedule(day, None) for day in days},
    )
