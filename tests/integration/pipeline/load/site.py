"""A small TVMaze, said and loaded whole, in which some part may be said otherwise; and what a load made of it.

Network 1 carries shows 1 and 2, show 1 is on the web too; person 1 plays in show 1 and is a guest of show 2. Show 3
has nothing to do with either.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import PostgresqlDatabase

from catalog.documents import EpisodeDocument, read_rows, to_document
from catalog.tables import Channel, Episode, GuestCast, Person, Role, Schedule, Show, ShowCast
from pipeline.load import replace_listing, store_guest_casts, store_show_cast
from pipeline.transform import ItemRows, to_cast_rows, to_item_rows, to_listing_rows
from pipeline.tvmaze.parse import parse_episode, parse_guest_cast, parse_listing, parse_show
from tests import tables
from tests.factories import DAY, moment
from tests.unit.pipeline.tvmaze import wire

Said = Mapping[str, Any]

TABLES = (Channel, Show, Episode, Schedule, Person, Role, ShowCast, GuestCast)
IMAGE = {"medium": "m.jpg", "original": "o.jpg"}
US = {"name": "United States", "code": "US", "timezone": "America/New_York"}
PARTS: Said = {
    "us": {"episodes": (11, 12, 21, 31)},
    "us_web": {"episodes": (12,)},
    "show 1": {"network": 1, "webChannel": 1},
    "show 2": {"network": 1},
    "show 3": {"network": 2, "webChannel": 2},
    "episode 11": {"show": 1},
    "episode 12": {"show": 1},
    "episode 21": {"show": 2},
    "episode 31": {"show": 3},
    "cast of show 1": {"plays": ((1, 1), (2, 2))},
    "cast of show 3": {"plays": ((8, 8),)},
    "cast of episode 11": {"plays": ((3, 3), (4, 4))},
    "cast of episode 21": {"plays": ((1, 1),)},
    "cast of episode 31": {"plays": ((9, 9),)},
}
CAST_SHOWS, GUESTED_EPISODES = (1, 3), (11, 21, 31)


@dataclass(frozen=True)
class Site:
    """All that TVMaze says. ``said`` names parts and gives keys of their JSON other values."""

    said: Said

    def load(self, db: PostgresqlDatabase, at: float) -> None:
        """Load both feeds of the tests' day, then all casts, as answered ``at`` so many seconds after the start."""
        for feed in ("us", "us_web"):
            self.load_listing(db, at, feed)
        for show_id in CAST_SHOWS:
            payload = {**self._show(show_id), "_embedded": {"cast": self._cast(f"show {show_id}"), "seasons": []}}
            parsed = parse_show(wire.answer(payload))
            store_show_cast(db, show_id, to_cast_rows(parsed.cast), for_updated=1, as_of=moment(at))
        for episode_id in GUESTED_EPISODES:
            guests = parse_guest_cast(wire.answer(self._cast(f"episode {episode_id}"))).cast
            store_guest_casts(db, {episode_id: to_cast_rows(guests)}, for_updated=1, as_of=moment(at))

    def load_listing(self, db: PostgresqlDatabase, at: float, feed: str = "us", day: date = DAY) -> None:
        """Load one listing."""
        items = [self._episode(episode_id) for episode_id in self._part(feed)["episodes"]]
        replace_listing(db, to_listing_rows(feed, day, moment(at), parse_listing(wire.answer(items))))

    def read_item(self, episode_id: int) -> ItemRows:
        """Give what is said of one episode alone, as rows."""
        episode = parse_episode(wire.answer(self._episode(episode_id))).episode
        assert episode
        return to_item_rows(episode)

    def _part(self, name: str) -> dict[str, Any]:
        return {**PARTS.get(name, {}), **self.said.get(name, {})}

    def _channel(self, kind: str, channel_id: int | None) -> dict[str, Any] | None:
        named = f"{kind} {channel_id}"
        return wire.network(**{"id": channel_id, "name": named, **self._part(named)}) if channel_id else None

    def _show(self, show_id: int) -> dict[str, Any]:
        part = self._part(f"show {show_id}")
        network, web_channel = self._channel("network", part["network"]), self._channel("web", part.get("webChannel"))
        shown = {"id": show_id, "name": f"Show {show_id}", "image": IMAGE, "dvdCountry": US}
        return wire.show(**{**shown, **part, "network": network, "webChannel": web_channel})

    def _episode(self, episode_id: int) -> dict[str, Any]:
        part = self._part(f"episode {episode_id}")
        shown = {"id": episode_id, "image": IMAGE, "summary": "<p>Tides.</p>"}
        return wire.episode(**{**shown, **part, "show": self._show(part["show"])})

    def _cast(self, subject: str) -> list[dict[str, Any]]:
        part = self._part(f"cast of {subject}")
        return [self._play(person_id, role_id, part) for person_id, role_id in part["plays"]]

    def _play(self, person_id: int, role_id: int, part: Mapping[str, Any]) -> dict[str, Any]:
        play = wire.cast(person_id, role_id, self=part.get("self", False), voice=part.get("voice", False))
        play["person"] |= {"name": f"Person {person_id}", "image": IMAGE, **self._part(f"person {person_id}")}
        play["character"] |= {"name": f"Role {role_id}", "image": IMAGE, **self._part(f"role {role_id}")}
        return play


@dataclass(frozen=True)
class Seen:
    """What the tables hold, column by column in the order of keys, every episode's document, and the outbox."""

    columns: Mapping[str, Any]
    documents: Mapping[int, EpisodeDocument]
    marked: tuple[int, ...]

    @classmethod
    def look(cls, db: PostgresqlDatabase) -> Seen:
        """Read all of it."""
        ids = tables.read_rows(db, "SELECT id FROM episode ORDER BY id")
        marked = tables.read_rows(db, "SELECT episode_id FROM outbox ORDER BY id")
        documents = {row.id: to_document(row) for row in read_rows(db, ids)}
        return cls({name: _read_column(db, name) for name in list_columns()}, documents, tuple(marked))

    def changed_columns(self, before: Seen) -> set[str]:
        """Name the columns of which some row has another value now."""
        return {name for name, values in self.columns.items() if values != before.columns[name]}

    def changed_documents(self, before: Seen, field: str | None = None) -> list[int]:
        """Name the episodes whose document is another now, or has another value in one field (``show.name``)."""
        return [one for one in self.documents if self._give(one, field) != before._give(one, field)]

    def _give(self, episode_id: int, field: str | None) -> Any:
        found: Any = self.documents[episode_id]
        for name in field.split(".") if field else ():
            found = found[name]
        return found


def list_columns() -> list[str]:
    """Name every column of the tables that documents are read from, but for likes."""
    return [
        f"{table._meta.table_name}.{column.column_name}" for table in TABLES for column in table._meta.sorted_fields
    ]


def _read_column(db: PostgresqlDatabase, name: str) -> list[Any]:
    table, column = name.split(".")
    (model,) = (model for model in TABLES if model._meta.table_name == table)
    keys = ", ".join(key.column_name for key in model._meta.get_primary_keys())
    return tables.read_rows(db, f"SELECT {column} FROM {table} ORDER BY {keys}")
