"""Work beside the event loop: one at a time, so many waiting, and who is too many is told so."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from api.calendar.writer import MOST_WAITING, CalendarWriter
from api.problems import CALENDAR_BUSY, Problem
from api.side_work import SideWork

pytestmark = pytest.mark.asyncio
MOST = 3


@pytest.fixture
def work() -> Iterator[SideWork]:
    """Give one that three may wait for."""
    made = SideWork("tests", MOST, CALENDAR_BUSY)
    yield made
    made.close()


async def test_only_one_is_done_at_a_time(work: SideWork) -> None:
    at_once, most = 0, 0

    def count() -> None:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        threading.Event().wait(0.01)
        at_once -= 1

    await asyncio.gather(*(work.run(count) for _ in range(MOST)))

    assert most == 1


async def test_who_is_too_many_is_refused_until_there_is_room(work: SideWork) -> None:
    gate = threading.Event()
    waiting = [asyncio.create_task(work.run(gate.wait, 5)) for _ in range(MOST)]
    await asyncio.sleep(0)

    with pytest.raises(Problem) as refusal:
        await work.run(gate.wait, 5)

    assert (refusal.value.kind, refusal.value.headers["Retry-After"]) == (CALENDAR_BUSY, "2")
    gate.set()
    assert await asyncio.gather(*waiting) == [True] * MOST
    assert await work.run(gate.wait, 5)


async def test_so_it_is_with_calendars(monkeypatch: pytest.MonkeyPatch) -> None:
    gate = threading.Event()
    monkeypatch.setattr("api.calendar.writer.make_calendar", lambda *_: gate.wait(5) and b"")
    writer = CalendarWriter()
    now = datetime.now(UTC)
    waiting = [asyncio.create_task(writer.write([], "", "", now)) for _ in range(MOST_WAITING)]
    await asyncio.sleep(0)

    with pytest.raises(Problem):
        writer.refuse_if_busy()

    gate.set()
    assert await asyncio.gather(*waiting) == [b""] * MOST_WAITING
    writer.close()
