"""What a database holds, table by table: how many rows, and a sum over them that differs where any row does."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.sql import SQL, Identifier

# So that both servers write the same text for the same row, whatever their defaults.
SAME_TEXT = """
    SET timezone TO 'UTC'; SET datestyle TO 'ISO'; SET intervalstyle TO 'postgres';
    SET extra_float_digits TO 1; SET bytea_output TO 'hex'; SET lock_timeout TO '10s'
"""
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
# A sum, for rows have no order; of 60 bits of each, so that it is exact whatever their number.
_MEASURE = """
    SELECT count(*), coalesce(sum(('x' || substr(md5(held::text), 1, 15))::bit(60)::bigint::numeric), 0)::text
    FROM public.{table} AS held
"""

Connection = psycopg.Connection[Any]


@dataclass(frozen=True, slots=True)
class Content:
    """What a table holds."""

    rows: int
    checksum: str


def list_tables(connection: Connection) -> list[str]:
    """Name the tables of the schema ``public``."""
    return [name for (name,) in connection.execute(_TABLES).fetchall()]


def count_rows(connection: Connection, tables: Collection[str]) -> int:
    """Count all rows of some tables."""
    statements = (SQL("SELECT count(*) FROM public.{}").format(Identifier(table)) for table in tables)
    return sum(_read_one(connection, statement)[0] for statement in statements)


def measure(connection: Connection, tables: Collection[str]) -> dict[str, Content]:
    """Measure some tables."""
    statements = {table: SQL(_MEASURE).format(table=Identifier(table)) for table in tables}
    return {table: Content(*_read_one(connection, statement)) for table, statement in statements.items()}


def list_differing(expected: Mapping[str, Content], found: Mapping[str, Content]) -> list[str]:
    """Name the tables that differ, with their numbers of rows."""
    return [
        f"{table} ({content.rows} rows, {found[table].rows if table in found else 'none'} at the target)"
        for table, content in expected.items()
        if found.get(table) != content
    ]


def _read_one(connection: Connection, statement: Any) -> tuple[Any, ...]:
    row = connection.execute(statement).fetchone()
    assert row is not None  # noqa: S101 - an aggregate gives one row
    return tuple(row)
