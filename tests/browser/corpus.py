"""What the pages are tried on: enough to page through, days to walk, a name that is markup, unknown airtimes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from catalog.tables import GuestCast, ListingLoad, Person, Role, Schedule
from tests.integration.api.corpus import AS_OF, add_channel, add_episode, add_show

FIRST_DAY = date(2026, 3, 2)
INJECTED = "<img src=x onerror=\"document.title='taken over'\">"
GENRES = ["Comedy", "Crime", "Drama", "Family", "History", "Horror", "Music", "Mystery", "Sports", "Thriller"]
NIGHTS = 45


def fill() -> None:
    """Fill the bound database."""
    add_channel("network", 1, "Harbour TV")
    add_channel("network", 2, "Prairie One")
    add_channel("web", 1, "Marquee", None)
    add_show(1, "Lighthouse Nights", network_id=1, genres=GENRES, weight=80)
    add_show(2, "The Ferry", network_id=2, genres=["Drama"], type="Reality", weight=40)
    add_show(3, "Whenever", web_channel_id=1, genres=["Comedy"], weight=20)
    _add_nights()
    add_episode(101, 2, "A Crossing in Fog", summary="The ferry meets a whale.", **_airing(FIRST_DAY, 20))
    add_episode(102, 2, "Back Again", **_airing(FIRST_DAY, 20))
    add_episode(103, 2, INJECTED, **_airing(FIRST_DAY + timedelta(days=1), 21))
    unknown = {"airtime": "", "airtime_known": False, "airdate": FIRST_DAY}
    add_episode(104, 3, "On Demand", **{**_airing(FIRST_DAY, 12), **unknown})
    Person.create(id=1, name="Ines Calder", as_of=AS_OF)
    Role.create(id=1, name="The Keeper", as_of=AS_OF)
    GuestCast.create(episode=101, person=1, role=1, position=0, is_self=False, is_voice=False)
    _add_listing(FIRST_DAY, [1, 101, 102, 104])
    _add_listing(FIRST_DAY + timedelta(days=1), [2, 103])


def _add_nights() -> None:
    for number in range(1, NIGHTS + 1):
        airing = _airing(FIRST_DAY + timedelta(days=number - 1), 22)
        add_episode(number, 1, f"Night {number}", number=number, rating=5 + number / 10, **airing)


def _airing(day: date, hour: int) -> dict[str, object]:
    """Air at an hour of New York in winter, five hours behind UTC."""
    moment = datetime(day.year, day.month, day.day, hour, tzinfo=UTC) + timedelta(hours=5)
    return {"airdate": day, "airtime": f"{hour}:00", "airstamp": moment}


def _add_listing(day: date, episodes: list[int]) -> None:
    ListingLoad.create(feed="us", date=day, as_of=AS_OF, rows=len(episodes), hash="h", loaded_at=AS_OF)
    for episode_id in episodes:
        Schedule.create(feed="us", date=day, episode=episode_id)
