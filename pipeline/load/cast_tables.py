"""The two tables of casts, alike but for whose cast they hold, and when each cast was asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from peewee import PostgresqlDatabase

from pipeline.load.upserts import to_json
from pipeline.transform import CastRows

CastKey = tuple[int, int, int]


@dataclass(frozen=True)
class CastChanges:
    """The subjects whose casts were written, and those whose casts documents show otherwise now."""

    written: set[int]
    shown: set[int]


@dataclass(frozen=True)
class CastTable:
    """Casts of one kind of subject: ``kind`` names it in ``cast_fetch`` and is its table, ``column`` refers to it."""

    kind: str
    table: str

    @property
    def column(self) -> str:
        """The column that holds the subject's id."""
        return f"{self.kind}_id"

    def read_fetches(self, db: PostgresqlDatabase, subjects: Iterable[int]) -> dict[int, datetime | None]:
        """Give the known ones of these subjects, sorted, with the ``as_of`` of their stored cast, if any."""
        statement = f"""
            SELECT {self.kind}.id, cast_fetch.as_of FROM {self.kind}
            LEFT JOIN cast_fetch ON cast_fetch.kind = %s AND cast_fetch.subject_id = {self.kind}.id
            WHERE {self.kind}.id = ANY(%s) ORDER BY 1
        """
        return dict(db.execute_sql(statement, (self.kind, list(subjects))).fetchall())

    def write_rows(self, db: PostgresqlDatabase, casts: Mapping[int, CastRows]) -> CastChanges:
        """Insert and update what differs; name the subjects where something did."""
        statement = f"""
            INSERT INTO {self.table} AS held ({self.column}, person_id, role_id, position, is_self, is_voice)
            SELECT {self.column}, person_id, role_id, position, is_self, is_voice
            FROM jsonb_populate_recordset(NULL::{self.table}, %s::jsonb) ORDER BY 1, 2, 3
            ON CONFLICT ({self.column}, person_id, role_id) DO UPDATE
            SET (position, is_self, is_voice) = ROW(EXCLUDED.position, EXCLUDED.is_self, EXCLUDED.is_voice)
            WHERE (held.position, held.is_self, held.is_voice)
                IS DISTINCT FROM (EXCLUDED.position, EXCLUDED.is_self, EXCLUDED.is_voice)
            RETURNING new.{self.column}, old.position IS DISTINCT FROM new.position
        """
        found = db.execute_sql(statement, (self._to_json(casts),)).fetchall()
        return CastChanges({subject for subject, _ in found}, {subject for subject, is_shown in found if is_shown})

    def remove_rows(self, db: PostgresqlDatabase, casts: Mapping[int, CastRows]) -> list[CastKey]:
        """Delete what whole casts no longer name; give subject, person and role of each row."""
        complete = [subject for subject, cast in casts.items() if cast.is_complete]
        statement = f"""
            DELETE FROM {self.table} AS held WHERE {self.column} = ANY(%s) AND NOT EXISTS (
                SELECT FROM jsonb_populate_recordset(NULL::{self.table}, %s::jsonb) AS said
                WHERE (said.{self.column}, said.person_id, said.role_id)
                    = (held.{self.column}, held.person_id, held.role_id)
            )
            RETURNING {self.column}, person_id, role_id
        """
        return list(db.execute_sql(statement, (complete, self._to_json(casts))).fetchall())

    def store_fetches(self, db: PostgresqlDatabase, subjects: Iterable[int], for_updated: int, as_of: datetime) -> None:
        """Note that these casts were asked for. A newer answer has seen whatever an older one was asked for."""
        db.execute_sql(
            """
            INSERT INTO cast_fetch AS held (kind, subject_id, for_updated, as_of)
            SELECT %s, subject_id, %s, %s FROM unnest(%s::bigint[]) AS subject_id ORDER BY 2
            ON CONFLICT (kind, subject_id) DO UPDATE
            SET for_updated = greatest(held.for_updated, EXCLUDED.for_updated), as_of = EXCLUDED.as_of
            """,
            (self.kind, for_updated, as_of, list(subjects)),
        )

    def _to_json(self, casts: Mapping[int, CastRows]) -> str:
        return to_json([{self.column: subject, **asdict(row)} for subject, cast in casts.items() for row in cast.cast])


SHOW_CAST = CastTable("show", "show_cast")
GUEST_CAST = CastTable("episode", "guest_cast")
