"""Events that clients are told of, such as ``load.succeeded``; each is kept for 7 days."""

from __future__ import annotations

from typing import Any

import orjson
from peewee import PostgresqlDatabase

_RECORD = "INSERT INTO event (type, payload) VALUES (%s, %s::jsonb)"
_FORGET = "DELETE FROM event WHERE created_at < clock_timestamp() - interval '7 days'"


def record_event(db: PostgresqlDatabase, kind: str, payload: dict[str, Any]) -> None:
    """Record an event and forget those that are older than clients may ask for."""
    with db.atomic():
        db.execute_sql(_RECORD, (kind, orjson.dumps(payload).decode()))
        db.execute_sql(_FORGET)
