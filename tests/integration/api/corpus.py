"""A small catalogue that every oddity of the search can be tried on, made of rows with overrides."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from catalog.tables import (
    Channel,
    Episode,
    GuestCast,
    LikeTotal,
    ListingLoad,
    Outbox,
    Person,
    Role,
    Schedule,
    Show,
    ShowCast,
)

AS_OF = datetime(2020, 12, 1, tzinfo=UTC)
DAY = date(2020, 12, 1)


def add_channel(kind: str, channel_id: int, name: str, country: str | None = "US", timezone: str | None = None) -> None:
    """Add a network or web channel."""
    zone = timezone or ("America/New_York" if country else None)
    Channel.create(
        kind=kind, id=channel_id, name=name, country_code=country, timezone=zone, as_of=AS_OF, show_updated=1
    )


def add_show(show_id: int, name: str, **more: Any) -> None:
    """Add a show: American, scripted, on no channel unless told."""
    usual = {"type": "Scripted", "language": "English", "status": "Running", "genres": [], "updated": 1}
    Show.create(id=show_id, name=name, as_of=AS_OF, **{**usual, **more})


def add_episode(episode_id: int, show_id: int, name: str, **more: Any) -> None:
    """Add an episode of the first of December, later by a minute for each id."""
    day = more.get("airdate", DAY)
    usual: dict[str, Any] = {
        "season": 1,
        "number": episode_id,
        "type": "regular",
        "airdate": day,
        "airtime": "20:00",
        "airtime_known": True,
        "airstamp": datetime.combine(day or DAY, time(1, tzinfo=UTC)) + timedelta(days=1, minutes=episode_id),
        "runtime_minutes": 60,
        "url": f"https://www.tvmaze.com/episodes/{episode_id}",
    }
    Episode.create(id=episode_id, show=show_id, name=name, as_of=AS_OF, **{**usual, **more})


def add_listing(feed: str, day: date, episodes: list[int]) -> None:
    """Add a loaded listing."""
    hour = {"us": 6, "us_web": 7, "global_web": 8}.get(feed, 9)
    loaded_at = datetime(2020, 12, 3, hour, tzinfo=UTC)
    ListingLoad.create(feed=feed, date=day, as_of=AS_OF, rows=len(episodes), hash="h", loaded_at=loaded_at)
    for episode_id in episodes:
        Schedule.create(feed=feed, date=day, episode=episode_id)


def add_people() -> None:
    """Add three people, their characters, a cast out of the order of ids, and guests."""
    people = [(1, "Zoë Saldaña"), (2, "Conan O'Brien"), (3, "Mariska Hargitay")]
    for person_id, name in people:
        image = f"https://static.tvmaze.com/{person_id}.jpg"
        url = f"https://www.tvmaze.com/people/{person_id}"
        Person.create(id=person_id, name=name, image_medium=image, image_original=image, url=url, as_of=AS_OF)
    for role_id, name in [(11, "Captain Rowe"), (12, "Himself"), (13, "Olivia Benson")]:
        Role.create(id=role_id, name=name, as_of=AS_OF)
    ShowCast.create(show=1, person=3, role=13, position=0, is_self=False, is_voice=False)
    ShowCast.create(show=1, person=1, role=11, position=1, is_self=False, is_voice=True)
    GuestCast.create(episode=2, person=2, role=12, position=0, is_self=True, is_voice=False)


def fill() -> None:
    """Fill the bound database."""
    _fill_shows()
    _fill_episodes()
    add_people()
    _fill_likes()
    add_listing("us", date(2020, 12, 1), [2, 1])
    add_listing("us_web", date(2020, 12, 1), [1])
    add_listing("us_web", date(2020, 12, 2), [4])
    add_listing("global_web", date(2020, 12, 2), [3])
    add_listing("global_web", date(2020, 12, 4), [])


def _fill_shows() -> None:
    add_channel("network", 1, "NBC")
    add_channel("network", 2, "Télé Québec", "CA", "America/Toronto")
    add_channel("web", 1, "Netflix", None)
    add_channel("web", 2, "NBC", "US")
    add_show(1, "Law & Order: Harbour Unit", network_id=1, genres=["Drama", "Crime"], weight=90)
    add_show(2, "Élan Vital", web_channel_id=1, genres=["Drama"], language="French", image_medium="https://m")
    add_show(3, "The Morning Desk", web_channel_id=2, type="News", status="Ended", genres=[])
    add_show(4, "apple orchard", network_id=2, type="Reality", genres=["Food"])
    add_show(5, "Spider-Man", network_id=1, web_channel_id=1, type="Animation", genres=["Action"])


def _fill_episodes() -> None:
    second, third = date(2020, 12, 2), date(2020, 12, 3)
    add_episode(1, 1, "Pilot", rating=8.5, summary="A murdered witness drifts ashore.", image_original="https://o")
    add_episode(2, 1, "The Long Way Home", rating=7.0, runtime_minutes=61)
    add_episode(3, 2, "Épilogue à Noël", season=2, number=1, airdate=second, runtime_minutes=45)
    add_episode(4, 3, "December 2, 2020", season=2020, number=None, airdate=second, runtime_minutes=None)
    add_episode(5, 4, "???", type="significant_special", airdate=third, runtime_minutes=15)
    add_episode(6, 5, "Homecoming", airtime="", airtime_known=False, airdate=third, runtime_minutes=20)
    add_episode(7, 5, "Withdrawn Homecoming", withdrawn=True, airdate=third)
    add_episode(8, 4, "Banana", airdate=None, airstamp=None, runtime_minutes=15)


def _fill_likes() -> None:
    for episode_id, likes in [(1, 5), (2, 2), (7, 9)]:
        LikeTotal.create(episode_id=episode_id, likes=likes)
    for delta in (1, -2):
        Outbox.create(episode_id=1, like_delta=delta)
