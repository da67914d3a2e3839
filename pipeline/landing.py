"""What is kept of TVMaze's answers as they came, and of items that could not be used.

Nothing here reads what an answer means; a repeated answer or item writes nothing.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from hashlib import sha256

from peewee import PostgresqlDatabase

from catalog.tables import Quarantine, RawPayload
from pipeline.tvmaze.answer import Answer
from pipeline.tvmaze.items import MalformedItem

KEPT_ANSWERS = 3
"""How many different answers to one request are kept: the newest, and those before its last two changes."""

# An answer that comes back after another one moves up, or the other would pass for the newest.
_STORE = """
    INSERT INTO raw_payload AS kept (request, hash, body, as_of) VALUES (%s, %s, %s, %s)
    ON CONFLICT (request, hash) DO UPDATE SET as_of = EXCLUDED.as_of
    WHERE kept.as_of < EXCLUDED.as_of AND EXISTS (
        SELECT FROM raw_payload AS other
        WHERE other.request = kept.request AND other.hash <> kept.hash
        AND other.as_of BETWEEN kept.as_of AND EXCLUDED.as_of
    )
"""
_DROP_OLD = """
    DELETE FROM raw_payload WHERE request = %s AND hash NOT IN (
        SELECT hash FROM raw_payload WHERE request = %s ORDER BY as_of DESC, hash LIMIT %s
    )
"""


def store_answer(db: PostgresqlDatabase, answer: Answer) -> bool:
    """Keep an answer unless it is there already, and of each request the newest few. Tells whether it wrote."""
    with db.atomic():
        row = (answer.request, answer.hash, zlib.compress(answer.body), answer.as_of)
        is_written: bool = db.execute_sql(_STORE, row).rowcount > 0
        if is_written:
            db.execute_sql(_DROP_OLD, (answer.request, answer.request, KEPT_ANSWERS))
    return is_written


def read_answer(db: PostgresqlDatabase, request: str) -> Answer | None:
    """Give the newest answer kept of a request, as it came; ``None`` where there is none."""
    newest = RawPayload.select().where(RawPayload.request == request).order_by(RawPayload.as_of.desc(), RawPayload.hash)
    row = newest.bind(db).first()
    return Answer(request, row.as_of, zlib.decompress(row.body)) if row else None


def quarantine(db: PostgresqlDatabase, request: str, malformed: Iterable[MalformedItem]) -> int:
    """Keep malformed items with their reasons, each once per request, and tell how many were new."""
    rows = [
        {"request": request, "item_hash": _hash(item), "reason": item.reason, "item": item.item_json}
        for item in malformed
    ]
    if not rows:
        return 0
    new: int = Quarantine.insert_many(rows).on_conflict_ignore().as_rowcount().execute(db)
    return new


def _hash(item: MalformedItem) -> str:
    return sha256(item.item_json.encode()).hexdigest()
