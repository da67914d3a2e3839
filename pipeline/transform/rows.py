"""Rows as the tables hold them, without what only loading knows (``as_of`` and the marks of withdrawal)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from hashlib import blake2b

import msgspec


@dataclass(frozen=True)
class ChannelRow:
    """A network or web channel as a show carried it; ``show_updated`` is that show's ``updated``."""

    kind: str
    id: int
    name: str
    country_code: str | None
    country_name: str | None
    timezone: str | None
    official_site: str | None
    show_updated: int


@dataclass(frozen=True)
class ShowRow:
    """A show as one answer gave it; ``updated`` and ``weight`` are no content of it."""

    id: int
    name: str
    type: str | None
    language: str | None
    genres: tuple[str, ...]
    status: str | None
    runtime_minutes: int | None
    average_runtime_minutes: int | None
    premiered_date: date | None
    ended_date: date | None
    official_site: str | None
    airs_time: str | None
    airs_days: tuple[str, ...]
    rating: float | None
    network_id: int | None
    web_channel_id: int | None
    dvd_country_code: str | None
    tvrage: int | None
    thetvdb: int | None
    imdb: str | None
    image_medium: str | None
    image_original: str | None
    summary: str | None
    url: str | None
    weight: int
    updated: int


@dataclass(frozen=True)
class EpisodeRow:
    """An episode as one answer gave it. ``airtime_known`` is false where the airstamp is a placeholder at noon.

    ``show_updated`` is the ``updated`` of the show that carried it, no content of its own.
    """

    id: int
    show_id: int
    season: int
    number: int | None
    name: str
    type: str | None
    airdate: date | None
    airtime: str | None
    airtime_known: bool
    airstamp: datetime | None
    runtime_minutes: int | None
    rating: float | None
    image_medium: str | None
    image_original: str | None
    summary: str | None
    url: str | None
    show_updated: int


@dataclass(frozen=True)
class ItemRows:
    """What one item of a listing says: an episode, its show, and that show's channels."""

    channels: tuple[ChannelRow, ...]
    show: ShowRow
    episode: EpisodeRow

    @cached_property
    def fingerprint(self) -> int:
        """64 bits of a hash over all that the item says in rows, but for ``updated`` and ``weight``.

        ``schedule`` keeps it, so that a listing that repeats itself is told from one that says something new.
        """
        show = replace(self.show, updated=0, weight=0)
        channels = [replace(channel, show_updated=0) for channel in self.channels]
        episode = replace(self.episode, show_updated=0)
        said = msgspec.json.encode((episode, show, channels))
        return int.from_bytes(blake2b(said, digest_size=8).digest(), signed=True)


@dataclass(frozen=True)
class ListingRows:
    """One answer for a listing: its items by episode, and the ids of malformed items (``None`` where unreadable)."""

    feed: str
    date: date
    as_of: datetime
    items: tuple[ItemRows, ...]
    malformed: tuple[int | None, ...] = ()


@dataclass(frozen=True)
class PersonRow:
    """A person as a cast named them."""

    id: int
    name: str
    country_code: str | None
    birth_date: date | None
    death_date: date | None
    gender: str | None
    image_medium: str | None
    image_original: str | None
    url: str | None


@dataclass(frozen=True)
class RoleRow:
    """A character as a cast named it."""

    id: int
    name: str
    image_medium: str | None
    image_original: str | None
    url: str | None


@dataclass(frozen=True)
class CastRow:
    """One person in one role of some cast; ``position`` is TVMaze's order, from 0."""

    person_id: int
    role_id: int
    position: int
    is_self: bool
    is_voice: bool


@dataclass(frozen=True)
class CastRows:
    """A whole cast with the people and roles that it names. An incomplete one lacks malformed items."""

    people: tuple[PersonRow, ...] = ()
    roles: tuple[RoleRow, ...] = ()
    cast: tuple[CastRow, ...] = ()
    is_complete: bool = True


@dataclass(frozen=True)
class SeasonRow:
    """A season of a show; its number may be a year."""

    id: int
    number: int
