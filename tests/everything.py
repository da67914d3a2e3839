"""A database with something in every table, as loads, people and the projection leave it; and its rows, to compare."""

from __future__ import annotations

import json
from typing import Any

from peewee import PostgresqlDatabase

from catalog.store import claim_store
from catalog.tables import ALL_TABLES
from pipeline.load import replace_listing, store_guest_casts, store_show_cast
from pipeline.transform import SeasonRow
from tests.factories import make_cast, make_episode, make_item, make_listing, make_show, moment

TABLES = tuple(table._meta.table_name for table in ALL_TABLES)
Rows = dict[str, list[dict[str, Any]]]

# What neither a load nor the projection writes here, and what only faults leave behind.
_PEOPLE = """
INSERT INTO app_user (username, email, password_hash) VALUES
  ('ada', 'ada@example.org', '$argon2id$1'), ('Zoë', 'zoe@example.org', '$argon2id$2');
INSERT INTO login_session (family, user_id, refresh_hash, used, expires_at, address_hash)
  SELECT gen_random_uuid(), id, 'hash ' || id || used, used, now() + interval '30 days', 'address ' || id
  FROM app_user, (VALUES (true), (false)) AS tokens (used);
INSERT INTO login_failure (subject, failures, last_failed_at) VALUES ('somebody', 3, now());
INSERT INTO episode_like (user_id, episode_id) SELECT app_user.id, episode.id FROM app_user, episode;
INSERT INTO episode_bookmark (user_id, episode_id) SELECT max(app_user.id), 11 FROM app_user;
INSERT INTO like_total (episode_id, likes) SELECT episode_id, 1 FROM episode_like GROUP BY episode_id;
INSERT INTO outbox (episode_id, like_delta) SELECT episode_id, 1 FROM like_total;
UPDATE outbox SET attempts = 2, not_before = now() + interval '1 minute' WHERE id = (SELECT max(id) FROM outbox);
INSERT INTO search_walk (client, point_in_time) VALUES ('10.0.0.1', 'a point in time');
"""
_PIPELINE = r"""
INSERT INTO rate_slot (slot, free_at, calls, throttled) VALUES (1, now(), 30, 1), (2, now(), 12, 0);
INSERT INTO show_news (show_id, updated) VALUES (1, 1772366400);
INSERT INTO raw_payload (request, hash, body, as_of) VALUES ('/schedule?country=US', 'hash', '\x789c0001', now());
INSERT INTO quarantine (request, item_hash, reason, item) VALUES ('/schedule', 'hash', 'no id', '{"name": "Zoë"}');
INSERT INTO event (type, payload) VALUES ('load.succeeded', '{"days": ["2026-03-02"]}');
"""
_PROJECTION = """
UPDATE projection_version SET version = 41;
INSERT INTO projection_lag (most_seconds, episodes, seconds) VALUES (0.5, 7, 2.5);
INSERT INTO projection_parked (episode_id, reason) VALUES (12, 'refused');
INSERT INTO search_index (name, write_alias, definition_hash)
  VALUES ('episodes-20260101000000-abcdef', 'episodes-write-20260101000000-abcdef', '0-older');
"""


def fill_everything(db: PostgresqlDatabase) -> None:
    """Put rows into every table of an empty, migrated database, one of them withdrawn."""
    claim_store(db, "simulated")
    web = make_show(2, network_id=None, web_channel_id=5, name="Émigré & Söhne")
    items = (make_item(11, name="Pilot: “É”"), make_item(12), make_item(21, show=web))
    replace_listing(db, make_listing(*items, make_item(31)))
    replace_listing(db, make_listing(*items, at=60))
    db.execute_sql("UPDATE episode SET withdrawn = true WHERE id = 31")
    cast = make_cast((1, 10), (2, 20))
    store_show_cast(db, 1, cast, (SeasonRow(501, 1),), for_updated=100, as_of=moment(70))
    store_guest_casts(db, {make_episode(11).id: make_cast((3, 30))}, for_updated=100, as_of=moment(80))
    for statement in (_PEOPLE, _PIPELINE, _PROJECTION):
        db.execute_sql(statement)
    assert [table for table, rows in read_everything(db).items() if not rows] == []


def read_everything(db: PostgresqlDatabase) -> Rows:
    """Read all rows of all tables of ours that there are."""
    there = set(db.get_tables())
    return {table: _read(db, table) for table in TABLES if table in there}


def write_everything(db: PostgresqlDatabase, rows: Rows) -> None:
    """Insert rows into the tables that there are, which may be those of an earlier version: with fewer columns."""
    there = set(db.get_tables())
    for table in TABLES:
        if table in there:
            db.execute_sql(f"DELETE FROM {table}")
            _write(db, table, rows[table])


def _read(db: PostgresqlDatabase, table: str) -> list[dict[str, Any]]:
    found = [row for (row,) in db.execute_sql(f"SELECT to_jsonb(held) FROM {table} AS held").fetchall()]
    return sorted(found, key=repr)


def _write(db: PostgresqlDatabase, table: str, rows: list[dict[str, Any]]) -> None:
    statement = f"INSERT INTO {table} SELECT * FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb)"
    db.execute_sql(statement, (json.dumps(rows),))
