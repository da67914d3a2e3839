"""A generated catalogue at a standstill, so that no expected figure depends on the day of the test."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from simulator.clock import Clock
from simulator.generated.source import GeneratedSource

STANDSTILL = datetime(2026, 6, 15, 12, tzinfo=UTC)


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
