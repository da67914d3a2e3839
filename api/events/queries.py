"""Events in their table, oldest first."""

from __future__ import annotations

from typing import Any

import orjson

from catalog.database import database

AT_ONCE = 100
# What clients are told of a load; the reasons of failures and Dagster's run ids are the operators' business.
SHOWN = ("days", "groups", "counts", "failed_checks")
_LIST = """
    SELECT id, type, created_at, payload::text FROM event
    WHERE id > %s AND starts_with(type, 'load.') ORDER BY id LIMIT %s
"""
_NEWEST = "SELECT coalesce(max(id), 0) FROM event"


def list_events(since: int) -> list[dict[str, Any]]:
    """List what came after an id, a part at a time."""
    records = database.execute_sql(_LIST, (since, AT_ONCE)).fetchall()
    return [
        {"id": event_id, "type": kind, "created_at": moment, **_show(orjson.loads(payload))}
        for event_id, kind, moment, payload in records
    ]


def find_newest() -> int:
    """Give the id of the newest event; 0 where there is none."""
    return int(database.execute_sql(_NEWEST).fetchone()[0])


def _show(load: dict[str, Any]) -> dict[str, Any]:
    return {name: load[name] for name in SHOWN if name in load}
