"""Documents: what the index holds of an episode, as a pure function of its rows."""

from __future__ import annotations

from datetime import UTC
from itertools import chain
from typing import TypedDict, TypeVar

from catalog.rows import ChannelRow, EpisodeRow, ShowRow, read_rows

__all__ = [
    "EpisodeDocument",
    "EpisodeRow",
    "Picture",
    "ShowDocument",
    "Tombstone",
    "read_rows",
    "to_document",
    "to_tombstone",
]

Value = TypeVar("Value")

# Casts run to 1,420 rows. All names can be filtered by; those whom a search by words should find come first.
SEARCHED_CAST = 100


class Picture(TypedDict):
    """Addresses of an image in TVMaze's two sizes."""

    medium: str | None
    original: str | None


class ShowDocument(TypedDict):
    """The show within an episode's document. ``channel`` is the network's name, else the web channel's."""

    id: int
    name: str
    type: str | None
    status: str | None
    language: str | None
    genres: list[str]
    network: str | None
    network_id: int | None
    web_channel: str | None
    web_channel_id: int | None
    channel: str | None
    country: str | None
    timezone: str | None
    image: Picture | None


class EpisodeDocument(TypedDict):
    """One episode as the index holds it, all but its version."""

    id: int
    withdrawn: bool
    name: str
    season: int
    number: int | None
    type: str | None
    airdate: str | None
    airtime: str | None
    airtime_known: bool
    airstamp: str | None
    runtime: int | None
    rating: float | None
    summary: str | None
    image: Picture | None
    url: str | None
    likes: int
    feeds: list[str]
    weight: int
    show: ShowDocument
    person: list[str]
    person_id: list[int]
    guest: list[str]
    guest_id: list[int]
    people: list[str]
    characters: list[str]


class Tombstone(TypedDict):
    """What the index holds of an id that no row has: hidden from every public search."""

    id: int
    withdrawn: bool


def to_tombstone(episode_id: int) -> Tombstone:
    """Give what replaces the document of an id that has no row; nothing is ever deleted from an index."""
    return {"id": episode_id, "withdrawn": True}


def to_document(row: EpisodeRow) -> EpisodeDocument:
    """Give the document of an episode. It has every field of the mapping but ``version``, which the projection adds."""
    guests, cast = row.guests, row.show.cast
    return {
        "id": row.id,
        "withdrawn": row.withdrawn,
        "name": row.name,
        "season": row.season,
        "number": row.number,
        "type": row.type,
        "airdate": row.airdate.isoformat() if row.airdate else None,
        "airtime": row.airtime,
        "airtime_known": row.airtime_known,
        "airstamp": row.airstamp.astimezone(UTC).isoformat() if row.airstamp else None,
        "runtime": row.runtime_minutes,
        "rating": row.rating,
        "summary": row.summary,
        "image": _to_picture(row.image_medium, row.image_original),
        "url": row.url,
        "likes": row.likes,
        "feeds": list(row.feeds),
        "weight": row.show.weight,
        "show": _to_show(row.show),
        "person": _distinct(guests.people, cast.people),
        "person_id": _distinct(guests.person_ids, cast.person_ids),
        "guest": _distinct(guests.people),
        "guest_id": _distinct(guests.person_ids),
        "people": _distinct(guests.people, cast.people[:SEARCHED_CAST]),
        "characters": _distinct(guests.characters, cast.characters[:SEARCHED_CAST]),
    }


def _to_show(show: ShowRow) -> ShowDocument:
    network, web_channel = show.network, show.web_channel
    return {
        "id": show.id,
        "name": show.name,
        "type": show.type,
        "status": show.status,
        "language": show.language,
        "genres": list(show.genres),
        "network": network.name if network else None,
        "network_id": network.id if network else None,
        "web_channel": web_channel.name if web_channel else None,
        "web_channel_id": web_channel.id if web_channel else None,
        "channel": _first(network, web_channel, "name"),
        "country": _first(network, web_channel, "country_code"),
        "timezone": _first(network, web_channel, "timezone"),
        "image": _to_picture(show.image_medium, show.image_original),
    }


def _first(network: ChannelRow | None, web_channel: ChannelRow | None, field: str) -> str | None:
    values: list[str | None] = [getattr(channel, field) for channel in (network, web_channel) if channel]
    return next((value for value in values if value is not None), None)


def _to_picture(medium: str | None, original: str | None) -> Picture | None:
    return {"medium": medium, "original": original} if medium or original else None


def _distinct(*parts: tuple[Value, ...]) -> list[Value]:
    return list(dict.fromkeys(chain(*parts)))
