"""Migrations go forward and back over rows: what one does not own is kept row for row, and what is lost is said."""

from __future__ import annotations

import pytest
from peewee import PostgresqlDatabase

from catalog.migrations import DIRECTORY, list_migrations, migrate, migrate_to
from tests.everything import Rows, fill_everything, read_everything, write_everything
from tests.integration.test_migrations import describe

NUMBERS = [int(path.name[:4]) for path in sorted(DIRECTORY.glob("0*.py"))]


@pytest.fixture
def rows(db: PostgresqlDatabase) -> Rows:
    """Give the rows of a database with something in every table, which is then gone."""
    fill_everything(db)
    return read_everything(db)


def _cut(rows: Rows, like: Rows) -> Rows:
    """Leave of rows what is in the tables and columns of others."""
    columns = {table: set(found[0]) for table, found in like.items() if found}
    cut = {
        table: [{name: value for name, value in row.items() if name in columns[table]} for row in rows[table]]
        for table in columns
        if table in rows
    }
    return {table: sorted(found, key=repr) for table, found in cut.items()}


@pytest.mark.parametrize("number", NUMBERS)
def test_a_migration_goes_back_and_forward_over_rows_and_says_what_that_loses(
    db: PostgresqlDatabase, rows: Rows, number: int
) -> None:
    migrate_to(db, 0)
    migrate_to(db, number)
    write_everything(db, rows)
    before, described = read_everything(db), describe(db, "public")
    assert all(before.values())

    migrate_to(db, number - 1)
    back = read_everything(db)
    migrate_to(db, number)
    again = read_everything(db)

    assert back == _cut(before, back)
    assert _cut(again, back) == back
    assert describe(db, "public") == described
    (migration,) = [found for found in list_migrations(db) if found.number == number]
    assert (migration.loses is None) == (again == before), "LOSES says what going back loses, and nothing else"


def test_all_the_way_back_and_forward_leaves_the_tables_as_they_were_made(db: PostgresqlDatabase, rows: Rows) -> None:
    described = describe(db, "public")

    back = migrate_to(db, 0)
    assert [name for name in db.get_tables() if name != "schema_migration"] == []
    forward = migrate(db)

    assert forward == list(reversed(back))
    assert describe(db, "public") == described
    write_everything(db, rows)
    assert read_everything(db) == rows


def test_rows_survive_every_later_migration(db: PostgresqlDatabase, rows: Rows) -> None:
    migrate_to(db, 0)
    migrate_to(db, 1)
    write_everything(db, rows)
    before = read_everything(db)

    migrate(db)

    assert _cut(read_everything(db), before) == before
