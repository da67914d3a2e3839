"""The migrations and the models describe the same tables."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import peewee
from peewee import PostgresqlDatabase
from playhouse.migrations import Runner

from catalog.migrations import DIRECTORY, list_pending, migrate
from catalog.tables import ALL_TABLES

COLUMNS = """
    SELECT table_name, column_name, data_type, is_nullable, coalesce(column_default, '')
    FROM information_schema.columns WHERE table_schema = %s ORDER BY 1, 2
"""
INDEXES = "SELECT tablename, replace(indexdef, %s || '.', '') FROM pg_indexes WHERE schemaname = %s ORDER BY 1, 2"


def describe(db: PostgresqlDatabase, schema: str) -> list[tuple[str, ...]]:
    columns = db.execute_sql(COLUMNS, (schema,)).fetchall()
    indexes = db.execute_sql(INDEXES, (schema, schema)).fetchall()
    found = [tuple(str(part).replace(f"{schema}.", "") for part in row) for row in [*columns, *indexes]]
    return [row for row in found if not row[0].startswith("schema_migration")]


def test_migrations_from_zero_give_the_tables_of_the_models(db: PostgresqlDatabase) -> None:
    migrated = describe(db, "public")

    db.execute_sql("CREATE SCHEMA models")
    db.execute_sql("SET search_path TO models, public")  # functions are no table's
    db.create_tables(ALL_TABLES, safe=False)

    assert describe(db, "models") == migrated


def test_migrations_go_back_to_nothing(db: PostgresqlDatabase) -> None:
    runner = Runner(db, str(DIRECTORY))
    while runner.applied():
        runner.down()

    assert [name for name in db.get_tables() if name != "schema_migration"] == []
    assert list_pending(db) == [migration.name for migration in runner.migrations()]


def test_many_processes_may_migrate_at_once(db: PostgresqlDatabase, postgres_url: str) -> None:
    Runner(db, str(DIRECTORY)).down()

    def start(_: int) -> list[str]:
        return migrate(peewee.PostgresqlDatabase(postgres_url, prefer_psycopg3=True))

    with ThreadPoolExecutor(4) as pool:
        applied = [name for names in pool.map(start, range(4)) for name in names]

    assert len(applied) == len(set(applied)) >= 1
