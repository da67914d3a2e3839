"""Looking at whole tables: what they say, and how often Postgres wrote them."""

from __future__ import annotations

from typing import Any

from peewee import PostgresqlDatabase

TVMAZE_TABLES = (
    "channel",
    "show",
    "show_update",
    "season",
    "episode",
    "schedule",
    "listing_load",
    "person",
    "role",
    "show_cast",
    "guest_cast",
    "cast_fetch",
)
# When and by which answer a row was written depends on the order in which answers arrive; what it says may not.
BOOKKEEPING = ("as_of", "loaded_at", "unlisted_at", "unlisted_checked_at", "show_updated", "updated", "weight")

Tables = dict[str, list[dict[str, Any]]]


def read_tables(db: PostgresqlDatabase) -> Tables:
    """Read what all tables of TVMaze say, without when and by which answer it was said."""
    return {table: _read_table(db, table) for table in TVMAZE_TABLES}


def count_writes(db: PostgresqlDatabase) -> dict[str, int]:
    """Count the tuples ever inserted, updated and deleted, by Postgres's own counters, for each table with any."""
    db.execute_sql("SELECT pg_stat_force_next_flush()")
    found = db.execute_sql("""
        SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_user_tables
        WHERE n_tup_ins + n_tup_upd + n_tup_del > 0
    """)
    return dict(found.fetchall())


def count_new_writes(db: PostgresqlDatabase, before: dict[str, int]) -> dict[str, int]:
    """Count the tuples written since, for each table with any."""
    now = count_writes(db)
    return {table: now[table] - before.get(table, 0) for table in now if now[table] != before.get(table, 0)}


def empty_tables(db: PostgresqlDatabase) -> None:
    """Forget everything; much faster than a new database."""
    db.execute_sql("".join(f"DELETE FROM {table};" for table in ("outbox", *reversed(TVMAZE_TABLES))))


def read_rows(db: PostgresqlDatabase, statement: str, *parameters: Any) -> list[Any]:
    """Read rows; those of one column as plain values."""
    found = db.execute_sql(statement, parameters or None).fetchall()
    return [row[0] if len(row) == 1 else row for row in found]


def _read_table(db: PostgresqlDatabase, table: str) -> list[dict[str, Any]]:
    left_out = () if table == "show_update" else BOOKKEEPING
    marks = "unlisted_at IS NOT NULL, unlisted_checked_at IS NOT NULL" if table == "episode" else "NULL, NULL"
    found = db.execute_sql(f"SELECT to_jsonb(held) - %s::text[], {marks} FROM {table} AS held", (list(left_out),))
    # A mark's moment is bookkeeping, but whether there is one is not.
    said = [{**row, "is_unlisted": unlisted, "is_checked": checked} for row, unlisted, checked in found.fetchall()]
    return sorted(said, key=repr)
