"""Labels become moments by TVMaze's rules, in summer and in winter."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from simulator.generated.airing import find_moment, find_placeholder, local_day, write_moment

NEW_YORK = "America/New_York"


@pytest.mark.parametrize(
    ("day", "at", "timezone", "moment"),
    [
        (date(2026, 1, 15), time(20), NEW_YORK, datetime(2026, 1, 16, 1, tzinfo=UTC)),
        (date(2026, 7, 15), time(20), NEW_YORK, datetime(2026, 7, 16, 0, tzinfo=UTC)),
        (date(2026, 7, 15), time(5), NEW_YORK, datetime(2026, 7, 15, 9, tzinfo=UTC)),
        (date(2026, 7, 15), time(4, 59), NEW_YORK, datetime(2026, 7, 16, 8, 59, tzinfo=UTC)),
        # The night in which clocks go forward (8 March) and back (1 November): labelled with the day before.
        (date(2026, 3, 7), time(1, 30), NEW_YORK, datetime(2026, 3, 8, 6, 30, tzinfo=UTC)),
        (date(2026, 3, 7), time(3, 30), NEW_YORK, datetime(2026, 3, 8, 7, 30, tzinfo=UTC)),
        (date(2026, 3, 8), time(20), NEW_YORK, datetime(2026, 3, 9, 0, tzinfo=UTC)),
        (date(2026, 10, 31), time(3), NEW_YORK, datetime(2026, 11, 1, 8, tzinfo=UTC)),
        (date(2026, 1, 15), time(19, 30), "Australia/Sydney", datetime(2026, 1, 15, 8, 30, tzinfo=UTC)),
        (date(2026, 1, 15), time(19, 30), "Asia/Kolkata", datetime(2026, 1, 15, 14, 0, tzinfo=UTC)),
    ],
)
def test_a_label_is_an_instant_of_its_zone(day: date, at: time, timezone: str, moment: datetime) -> None:
    assert find_moment(day, at, timezone) == moment


def test_an_unknown_airtime_is_stood_in_for_by_noon() -> None:
    assert find_placeholder(date(2026, 7, 1), "UTC") == datetime(2026, 7, 1, 12, tzinfo=UTC)
    assert find_placeholder(date(2026, 7, 1), NEW_YORK) == datetime(2026, 7, 1, 16, tzinfo=UTC)


def test_a_local_day_is_as_long_as_clocks_make_it() -> None:
    lengths = [local_day(day, NEW_YORK) for day in (date(2026, 3, 8), date(2026, 11, 1), date(2026, 7, 1))]

    hours = [(last.astimezone(UTC) - first.astimezone(UTC)).total_seconds() / 3600 for first, last in lengths]
    assert hours == [23, 25, 24]


def test_older_rows_write_their_own_offset() -> None:
    moment = find_moment(date(2016, 10, 4), time(0), NEW_YORK)

    assert write_moment(moment, in_own_offset=True) == "2016-10-05T00:00:00-04:00"
    assert write_moment(moment, in_own_offset=False) == "2016-10-05T04:00:00+00:00"
