"""Rows and payloads made up for tests, each with a word of what matters and sensible values for the rest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from pipeline.transform import (
    CastRow,
    CastRows,
    ChannelRow,
    EpisodeRow,
    ItemRows,
    ListingRows,
    PersonRow,
    RoleRow,
    ShowRow,
)

DAY = date(2026, 3, 2)
START = datetime(2026, 3, 1, 12, tzinfo=UTC)


def moment(seconds: float) -> datetime:
    """Give the moment this many seconds after the tests' start."""
    return START + timedelta(seconds=seconds)


def make_channel(channel_id: int = 1, kind: str = "network", **values: Any) -> ChannelRow:
    """Make an American network."""
    channel = ChannelRow(
        kind=kind,
        id=channel_id,
        name=f"Channel {channel_id}",
        country_code="US",
        country_name="United States",
        timezone="America/New_York",
        official_site=None,
        show_updated=100,
    )
    return replace(channel, **values)


def make_show(show_id: int = 1, **values: Any) -> ShowRow:
    """Make a running show on network 1."""
    show = ShowRow(
        id=show_id,
        name=f"Show {show_id}",
        type="Scripted",
        language="English",
        genres=("Drama", "Crime"),
        status="Running",
        runtime_minutes=60,
        average_runtime_minutes=58,
        premiered_date=date(2020, 1, 5),
        ended_date=None,
        official_site=None,
        airs_time="20:00",
        airs_days=("Monday",),
        rating=8.1,
        network_id=1,
        web_channel_id=None,
        dvd_country_code=None,
        tvrage=None,
        thetvdb=None,
        imdb=None,
        image_medium=None,
        image_original=None,
        summary="A show.",
        url=f"https://example.org/shows/{show_id}",
        weight=50,
        updated=100,
    )
    return replace(show, **values)


def make_episode(episode_id: int, show_id: int = 1, **values: Any) -> EpisodeRow:
    """Make an episode that airs on the tests' day."""
    episode = EpisodeRow(
        id=episode_id,
        show_id=show_id,
        season=1,
        number=episode_id,
        name=f"Episode {episode_id}",
        type="regular",
        airdate=DAY,
        airtime="20:00",
        airtime_known=True,
        airstamp=datetime(2026, 3, 3, 1, tzinfo=UTC),
        runtime_minutes=60,
        rating=None,
        image_medium=None,
        image_original=None,
        summary=None,
        url=f"https://example.org/episodes/{episode_id}",
        show_updated=100,
    )
    return replace(episode, **values)


def make_item(
    episode_id: int,
    *,
    show: ShowRow | None = None,
    channels: Iterable[ChannelRow] | None = None,
    updated: int | None = None,
    **episode: Any,
) -> ItemRows:
    """Make an item of a listing: an episode (its values by keyword), its show, and the channels that the show names."""
    show = show or make_show()
    if updated is not None:
        show = replace(show, updated=updated)
    if channels is None:
        channels = _channels_of(show)
    carried = tuple(replace(channel, show_updated=show.updated) for channel in channels)
    return ItemRows(carried, show, make_episode(episode_id, show.id, show_updated=show.updated, **episode))


def make_listing(
    *items: ItemRows, at: float = 0, feed: str = "us", day: date = DAY, malformed: Iterable[int | None] = ()
) -> ListingRows:
    """Make an answer for a listing, generated ``at`` so many seconds after the tests' start."""
    return ListingRows(feed, day, moment(at), items, tuple(malformed))


def make_person(person_id: int, **values: Any) -> PersonRow:
    """Make a person."""
    person = PersonRow(person_id, f"Person {person_id}", "US", date(1970, 1, 1), None, "Female", None, None, None)
    return replace(person, **values)


def make_role(role_id: int, **values: Any) -> RoleRow:
    """Make a character."""
    return replace(RoleRow(role_id, f"Role {role_id}", None, None, None), **values)


def make_cast(*pairs: tuple[int, int], is_complete: bool = True, **people: str) -> CastRows:
    """Make a cast of pairs of person and role; ``p1="Ann"`` and ``r1="Bea"`` name person 1 and role 1."""
    persons = {person: people.get(f"p{person}", f"Person {person}") for person, _ in pairs}
    roles = {role: people.get(f"r{role}", f"Role {role}") for _, role in pairs}
    return CastRows(
        tuple(make_person(person, name=name) for person, name in sorted(persons.items())),
        tuple(make_role(role, name=name) for role, name in sorted(roles.items())),
        tuple(CastRow(person, role, position, False, False) for position, (person, role) in enumerate(pairs)),
        is_complete,
    )


def _channels_of(show: ShowRow) -> Iterable[ChannelRow]:
    if show.network_id is not None:
        yield make_channel(show.network_id)
    if show.web_channel_id is not None:
        yield make_channel(show.web_channel_id, "web")
