"""Rows into tables in bulk: one statement a table, sorted by key, writing only rows whose content really differs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cached_property
from typing import Any

import msgspec
from peewee import PostgresqlDatabase

from catalog.rows import READ_COLUMNS
from pipeline.load.freshness import channel_as_of, episode_as_of, named_as_of, show_as_of
from pipeline.transform import ChannelRow, EpisodeRow, PersonRow, RoleRow, ShowRow

_GREATEST_SEEN = "coalesce((SELECT updated FROM show_update WHERE show_id = held.id), held.updated)"


@dataclass(frozen=True)
class Written:
    """Keys of the rows that an upsert inserted, of those that it changed, and of which of these documents show it."""

    inserted: tuple[Any, ...] = ()
    changed: tuple[Any, ...] = ()
    shown: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Upsert:
    """How rows of one kind meet those of a table.

    ``is_fresher`` says over ``held`` and ``EXCLUDED`` whether the new row wins; ``marks`` are columns that alone
    are no change.
    """

    table: str
    row: type
    is_fresher: str
    key: tuple[str, ...] = ("id",)
    marks: tuple[str, ...] = ()

    @cached_property
    def statement(self) -> str:
        """The SQL. Rows come as JSON of the table's own columns."""
        columns = tuple(field.name for field in fields(self.row))
        written = (*(name for name in columns if name not in self.key), "as_of")
        shown = [name for name in written if name in READ_COLUMNS[self.table]]
        return f"""
            INSERT INTO {self.table} AS held ({_list(columns)}, as_of)
            SELECT {_list(columns)}, %(as_of)s FROM jsonb_populate_recordset(NULL::{self.table}, %(rows)s::jsonb)
            ORDER BY {_list(self.key)}
            ON CONFLICT ({_list(self.key)}) DO UPDATE SET ({_list(written)}) = ROW({_list(written, "EXCLUDED.")})
            WHERE {self.differs("EXCLUDED")}
              AND ({self.is_fresher})
            RETURNING old.as_of IS NULL, ({_list(shown, "old.")}) IS DISTINCT FROM ({_list(shown, "new.")}),
              {_list(self.key, "new.")}
        """

    def differs(self, said: str) -> str:
        """Give the SQL condition that the content of ``held`` differs from that of another alias."""
        content = [field.name for field in fields(self.row) if field.name not in (*self.key, *self.marks)]
        return f"({_list(content, 'held.')}) IS DISTINCT FROM ({_list(content, f'{said}.')})"

    def run(self, db: PostgresqlDatabase, rows: Sequence[Any], as_of: datetime, **parameters: Any) -> Written:
        """Write what an answer generated at ``as_of`` said, each key once; tell what became of it."""
        if not rows:
            return Written()
        found = db.execute_sql(self.statement, {"rows": to_json(rows), "as_of": as_of, **parameters}).fetchall()
        keys = [(is_new, is_shown, key[0] if len(self.key) == 1 else tuple(key)) for is_new, is_shown, *key in found]
        return Written(
            inserted=tuple(key for is_new, _, key in keys if is_new),
            changed=tuple(key for is_new, _, key in keys if not is_new),
            shown=tuple(key for is_new, is_shown, key in keys if is_shown and not is_new),
        )


def to_json(rows: Sequence[Any]) -> str:
    """Write rows as the JSON that ``jsonb_populate_recordset`` reads."""
    return msgspec.json.encode(rows).decode()


def _list(names: Sequence[str], prefix: str = "") -> str:
    return ", ".join(f"{prefix}{name}" for name in names)


# Newest answer first, then the greatest ``updated`` of the show that carried it.
CHANNELS = Upsert(
    "channel",
    ChannelRow,
    f"(EXCLUDED.as_of, EXCLUDED.show_updated) >= ({channel_as_of('held')}, held.show_updated)",
    key=("kind", "id"),
    marks=("show_updated",),
)
# Greatest ``updated`` ever seen first, then the newest answer.
SHOWS = Upsert(
    "show",
    ShowRow,
    f"""EXCLUDED.updated > {_GREATEST_SEEN}
        OR (EXCLUDED.updated = {_GREATEST_SEEN} AND EXCLUDED.as_of >= {show_as_of("held")})""",
    marks=("weight", "updated"),
)
# Newest answer; of two in the same second the one whose show is not a stale copy.
EPISODES = Upsert(
    "episode",
    EpisodeRow,
    f"""EXCLUDED.as_of > {episode_as_of("held")}
        OR (EXCLUDED.as_of = {episode_as_of("held")} AND EXCLUDED.id <> ALL(%(stale)s::bigint[]))""",
    marks=("show_updated",),
)
PEOPLE = Upsert("person", PersonRow, f"EXCLUDED.as_of >= {named_as_of('held', 'person_id')}")
ROLES = Upsert("role", RoleRow, f"EXCLUDED.as_of >= {named_as_of('held', 'role_id')}")
