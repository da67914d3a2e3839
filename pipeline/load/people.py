"""People and roles that casts name: the newest answer wins, whichever cast it was about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from peewee import PostgresqlDatabase

from pipeline.load.cast_tables import CastKey
from pipeline.load.upserts import PEOPLE, ROLES, Written, to_json
from pipeline.transform import CastRows, PersonRow, RoleRow

Named = TypeVar("Named", PersonRow, RoleRow)


@dataclass(frozen=True)
class PeopleChanges:
    """What became of an answer's people and roles; new ones are no change."""

    people: Written
    roles: Written

    @property
    def exist(self) -> bool:
        """Whether anything changed at all."""
        return bool(self.people.changed or self.roles.changed)


def store_people(db: PostgresqlDatabase, casts: Iterable[CastRows], as_of: datetime) -> PeopleChanges:
    """Write the people and roles of an answer's casts, each once, sorted by id."""
    casts = list(casts)
    people = PEOPLE.run(db, _choose(row for cast in casts for row in cast.people), as_of)
    roles = ROLES.run(db, _choose(row for cast in casts for row in cast.roles), as_of)
    return PeopleChanges(people, roles)


def fold_people(db: PostgresqlDatabase, kind: str, removed: Sequence[CastKey]) -> None:
    """Keep on the rows of people and roles how fresh the casts were that name them no longer."""
    for table, position in (("person", 1), ("role", 2)):
        statement = f"""
            UPDATE {table} SET as_of = left_behind.as_of FROM (
                SELECT named.id, max(cast_fetch.as_of) AS as_of
                FROM unnest(%s::bigint[], %s::bigint[]) AS named (subject_id, id)
                JOIN cast_fetch ON cast_fetch.kind = %s AND cast_fetch.subject_id = named.subject_id
                GROUP BY named.id
            ) AS left_behind
            WHERE {table}.id = left_behind.id AND {table}.as_of < left_behind.as_of
        """
        db.execute_sql(statement, ([row[0] for row in removed], [row[position] for row in removed], kind))


def _choose(rows: Iterable[Named]) -> list[Named]:
    # One answer may name a person twice, differently: the same one must win whatever the order.
    chosen = {row.id: row for row in sorted(rows, key=lambda row: to_json([row]))}
    return [chosen[row_id] for row_id in sorted(chosen)]
