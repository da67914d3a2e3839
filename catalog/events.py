"""Events that clients are told of, such as ``load.succeeded``; each is kept for 7 days."""

from __future__ import annotations

from typing import Any

import orjson
from peewee import PostgresqlDatabase

from catalog.database import lock_transaction

EVENT_NOTICE = "tvsi_event"
_RECORD = "INSERT INTO event (type, payload) VALUES (%s, %s::jsonb)"
_TOLD = "SELECT 1 FROM event WHERE type = %s AND payload ->> 'run_id' = %s"
_FORGET = "DELETE FROM event WHERE created_at < clock_timestamp() - interval '7 days'"


def tell_once(db: PostgresqlDatabase, kind: str, told: dict[str, Any]) -> None:
    """Record what happened to a run, its ``run_id``, unless the same was recorded before."""
    with db.atomic():
        lock_transaction(db, f"told.{told['run_id']}")
        if db.execute_sql(_TOLD, (kind, told["run_id"])).fetchone() is None:
            record_event(db, kind, told)


def record_event(db: PostgresqlDatabase, kind: str, payload: dict[str, Any]) -> None:
    """Record an event, tell whoever waits for one, and forget those that are older than clients may ask for.

    One at a time, so that a client who has seen an id has seen all smaller ones.
    """
    with db.atomic():
        lock_transaction(db, "events")
        db.execute_sql(_RECORD, (kind, orjson.dumps(payload).decode()))
        db.execute_sql(_FORGET)
        db.execute_sql("SELECT pg_notify(%s, '')", (EVENT_NOTICE,))
