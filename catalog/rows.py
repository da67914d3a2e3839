"""Rows of the tables, read for documents: everything that an episode's document shows, in a few statements a batch.

Each piece is read by a statement of its own, later than the version that the document will carry.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import PostgresqlDatabase

from catalog.likes import read_likes


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """A network or web channel of a show."""

    id: int
    name: str
    country_code: str | None
    timezone: str | None


@dataclass(frozen=True, slots=True)
class CastRows:
    """A cast in TVMaze's order: three parallel tuples, a person once per role."""

    person_ids: tuple[int, ...] = ()
    people: tuple[str, ...] = ()
    characters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ShowRow:
    """A show with its channels and cast."""

    id: int
    name: str
    type: str | None
    status: str | None
    language: str | None
    genres: tuple[str, ...]
    weight: int
    image_medium: str | None
    image_original: str | None
    network: ChannelRow | None
    web_channel: ChannelRow | None
    cast: CastRows


@dataclass(frozen=True, slots=True)
class EpisodeRow:
    """An episode with its show, guest cast, feeds and exact likes."""

    id: int
    name: str
    season: int
    number: int | None
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
    withdrawn: bool
    show: ShowRow
    guests: CastRows
    feeds: tuple[str, ...]
    likes: int


_EPISODE_COLUMNS = (
    "id",
    "name",
    "season",
    "number",
    "type",
    "airdate",
    "airtime",
    "airtime_known",
    "airstamp",
    "runtime_minutes",
    "rating",
    "image_medium",
    "image_original",
    "summary",
    "url",
    "withdrawn",
)
_SHOW_COLUMNS = ("id", "name", "type", "status", "language", "weight", "image_medium", "image_original", "genres")
_CHANNEL_COLUMNS = ("id", "name", "country_code", "timezone")
# All that documents are made of, by table. Loads compare it: what changes anything else changes no document.
READ_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "episode": (*_EPISODE_COLUMNS, "show_id"),
    "show": (*_SHOW_COLUMNS, "network_id", "web_channel_id"),
    "channel": ("kind", *_CHANNEL_COLUMNS),
    "person": ("id", "name"),
    "role": ("id", "name"),
    "show_cast": ("show_id", "person_id", "role_id", "position"),
    "guest_cast": ("episode_id", "person_id", "role_id", "position"),
    "schedule": ("feed", "episode_id"),
}


def _qualify(table: str, columns: Iterable[str]) -> str:
    return ", ".join(f"{table}.{column}" for column in columns)


# One statement, so that an episode is never read with another episode's show.
_EPISODES = f"""
    SELECT {_qualify("episode", _EPISODE_COLUMNS)}, {_qualify("show", _SHOW_COLUMNS)},
      {_qualify("network", _CHANNEL_COLUMNS)}, {_qualify("web", _CHANNEL_COLUMNS)}
    FROM episode
    JOIN show ON show.id = episode.show_id
    LEFT JOIN channel AS network ON network.kind = 'network' AND network.id = show.network_id
    LEFT JOIN channel AS web ON web.kind = 'web' AND web.id = show.web_channel_id
    WHERE episode.id = ANY(%s)
    ORDER BY episode.id
"""  # noqa: S608 - the columns above
_CASTS = """
    SELECT {owner}_id, array_agg(person.id ORDER BY {order}), array_agg(person.name ORDER BY {order}),
      array_agg(role.name ORDER BY {order})
    FROM {table} JOIN person ON person.id = person_id JOIN role ON role.id = role_id
    WHERE {owner}_id = ANY(%s) GROUP BY {owner}_id
"""
_ORDER = "position, person.id, role.id"
_SHOW_CASTS = _CASTS.format(owner="show", table="show_cast", order=_ORDER)
_GUEST_CASTS = _CASTS.format(owner="episode", table="guest_cast", order=_ORDER)
_FEEDS = """
    SELECT episode_id, array_agg(DISTINCT feed ORDER BY feed) FROM schedule
    WHERE episode_id = ANY(%s) GROUP BY episode_id
"""
_NEXT_IDS = "SELECT id FROM episode WHERE id > %s ORDER BY id LIMIT %s"


def read_next_ids(db: PostgresqlDatabase, after: int, size: int) -> list[int]:
    """Read the next page of episodes' ids, in order."""
    return [episode_id for (episode_id,) in db.execute_sql(_NEXT_IDS, (after, size))]


def page_ids(db: PostgresqlDatabase, size: int) -> Iterator[list[int]]:
    """Read all episodes' ids, a page at a time, in order."""
    last = 0
    while ids := read_next_ids(db, last, size):
        yield ids
        last = ids[-1]


def find_without_row(db: PostgresqlDatabase, ids: Sequence[int]) -> set[int]:
    """Name those of these ids that no episode has."""
    records = db.execute_sql("SELECT id FROM episode WHERE id = ANY(%s)", (list(ids),))
    return set(ids) - {episode_id for (episode_id,) in records}


def count_rows(db: PostgresqlDatabase) -> int:
    """Count the episodes."""
    ((count,),) = db.execute_sql("SELECT count(*) FROM episode").fetchall()
    return int(count)


def read_rows(db: PostgresqlDatabase, ids: Sequence[int]) -> list[EpisodeRow]:
    """Read the episodes of these ids that exist, by id, in five statements whatever their number."""
    found = [_Found.take(record) for record in db.execute_sql(_EPISODES, (list(ids),))]
    show_ids = sorted({one.show["id"] for one in found})
    casts = _read_casts(db, _SHOW_CASTS, show_ids)
    guests = _read_casts(db, _GUEST_CASTS, ids)
    feeds = {episode_id: tuple(names) for episode_id, names in db.execute_sql(_FEEDS, (list(ids),))}
    likes = read_likes(db, ids)
    shows: dict[int, ShowRow] = {}
    rows = []
    for one in found:
        show_id = one.show["id"]
        if show_id not in shows:
            shows[show_id] = one.to_show(casts.get(show_id, CastRows()))
        episode_id = one.episode["id"]
        rows.append(
            EpisodeRow(
                **one.episode,
                show=shows[show_id],
                guests=guests.get(episode_id, CastRows()),
                feeds=feeds.get(episode_id, ()),
                likes=likes.get(episode_id, 0),
            )
        )
    return rows


@dataclass(frozen=True, slots=True)
class _Found:
    """One record of the joined statement, taken apart by table."""

    episode: dict[str, Any]
    show: dict[str, Any]
    network: ChannelRow | None
    web_channel: ChannelRow | None

    @classmethod
    def take(cls, record: tuple[Any, ...]) -> _Found:
        values = iter(record)
        episode = dict(zip(_EPISODE_COLUMNS, values, strict=False))
        show = dict(zip(_SHOW_COLUMNS, values, strict=False))
        return cls(episode, show, cls._take_channel(values), cls._take_channel(values))

    @staticmethod
    def _take_channel(values: Any) -> ChannelRow | None:
        channel = dict(zip(_CHANNEL_COLUMNS, values, strict=False))
        return None if channel["id"] is None else ChannelRow(**channel)

    def to_show(self, cast: CastRows) -> ShowRow:
        genres = tuple(self.show["genres"])
        return ShowRow(**{**self.show, "genres": genres}, network=self.network, web_channel=self.web_channel, cast=cast)


def _read_casts(db: PostgresqlDatabase, statement: str, owners: Sequence[int]) -> dict[int, CastRows]:
    records = db.execute_sql(statement, (list(owners),))
    return {owner: CastRows(tuple(ids), tuple(names), tuple(roles)) for owner, ids, names, roles in records}
