"""Which days a look at updates takes, and how far back it asks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from pipeline.partitions import list_days
from pipeline.story.updates import choose_days, choose_period

TODAY = date(2026, 3, 3)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
EVERY = timedelta(hours=1)


def test_half_of_the_days_are_the_nearest_and_half_those_that_wait_the_longest() -> None:
    days = list_days(TODAY - timedelta(99), TODAY)
    outdated = {day: LONG_AGO + timedelta(hours=(TODAY - day).days % 50) for day in days}

    chosen = choose_days(outdated, TODAY, 10)

    assert sorted(chosen[:5]) == days[-5:]
    waiting = sorted(outdated[day] for day in days[:-5])
    assert [outdated[day] for day in chosen[5:]] == waiting[:5]


def test_every_outdated_day_has_its_turn_although_those_near_today_change_all_the_time() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    days = list_days(TODAY - timedelta(99), TODAY)
    loaded = dict.fromkeys(days, LONG_AGO)

    for _ in range(20):
        now += EVERY
        for day in choose_days(loaded, TODAY, 10):
            loaded[day] = now

    assert LONG_AGO not in loaded.values()


@pytest.mark.parametrize(
    ("hours", "period"), [(1, "day"), (22, "day"), (23, "week"), (6 * 24, "week"), (7 * 24, "month"), (28 * 24, None)]
)
def test_the_period_reaches_back_to_the_last_look(hours: int, period: str | None) -> None:
    assert choose_period(timedelta(hours=hours)) == period


def test_the_first_look_asks_for_everything() -> None:
    assert choose_period(None) is None
