"""The API's small catalogue with a show out of order, airings that are hard to tell, and a full calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from tests.integration.api.corpus import add_channel, add_episode, add_show
from tests.integration.api.corpus import fill as fill_usual


def fill() -> None:
    """Fill the bound database."""
    fill_usual()
    _fill_orders()
    _fill_airings()
    _fill_recent()
    _fill_daily()


def _fill_orders() -> None:
    add_show(6, "The Order of Things")
    add_episode(10, 6, "Second season", season=2, number=1)
    add_episode(11, 6, "Two", number=2)
    add_episode(12, 6, "One", number=1, airdate=date(2020, 12, 5))
    add_episode(13, 6, "Later special", number=None, airdate=date(2020, 12, 24))
    add_episode(14, 6, "Sooner special", number=None, airdate=date(2020, 12, 23))
    add_episode(15, 6, "Special without a day", number=None, airdate=None, airstamp=None)
    add_episode(16, 6, "Withdrawn", number=3, withdrawn=True)


def _fill_airings() -> None:
    """Add airings about a change of clocks in two zones, after midnight, at no known hour, and of no known length."""
    add_channel("network", 7, "West, Coast; TV", timezone="America/Los_Angeles")
    add_show(7, "Zones, East", network_id=1, genres=["Science-Fiction", "Food, Drink; Home"])
    add_show(8, "Zones; West", network_id=7)
    before, after = date(2021, 3, 13), date(2021, 3, 14)
    for first, show, hour in [(20, 7, 1), (22, 8, 4)]:
        evening = datetime(2021, 3, 14, hour, tzinfo=UTC)
        add_episode(first, show, "Winter", airdate=before, airstamp=evening)
        add_episode(first + 1, show, "Summer", airdate=after, airstamp=evening + timedelta(hours=23))
    late = datetime(2021, 3, 13, 5, 30, tzinfo=UTC)
    add_episode(24, 7, "Late", airdate=date(2021, 3, 12), airtime="00:30", airstamp=late, runtime_minutes=None)
    noon = datetime(2021, 3, 15, 16, tzinfo=UTC)
    add_episode(25, 7, "Some time", airdate=date(2021, 3, 15), airtime="", airtime_known=False, airstamp=noon)
    odd = "Comma, semicolon; back\\slash\nnew line 🎉\x01 " + "very long " * 30 + "end"
    add_episode(26, 7, odd, season=2, number=None, airdate=date(2021, 3, 16), summary=odd, runtime_minutes=0)
    add_episode(27, 7, "Withdrawn", airdate=date(2021, 3, 16), withdrawn=True)


def _fill_recent() -> None:
    add_show(9, "Recently")
    today = datetime.now(UTC).date()
    for place, days in enumerate((-20, -9, -5, 0, 5)):
        add_episode(30 + place, 9, f"Of {days} days", airdate=today + timedelta(days=days))


def _fill_daily() -> None:
    add_show(10, "Every Day")
    for number in range(1_003):
        add_episode(2_000 + number, 10, f"Number {number}", number=number, airdate=date(2015, 1, 1) + timedelta(number))
