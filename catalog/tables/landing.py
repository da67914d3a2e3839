"""What is kept of TVMaze's answers as they came, of its rate limit, and of what happened to loads."""

from __future__ import annotations

from peewee import SQL, BigAutoField, BigIntegerField, BlobField, CompositeKey, IntegerField, TextField
from playhouse.postgres_ext import BinaryJSONField, DateTimeTZField

from catalog.database import Table

NOW = [SQL("DEFAULT clock_timestamp()")]


class Store(Table):
    """One row: this database's identity and whether it holds live or simulated data. The two never mix."""

    id = TextField(primary_key=True)
    source = TextField()


class RateSlot(Table):
    """One row per call that TVMaze permits in a window; a slot may be used again at ``free_at``.

    Each counts the calls made with it, and those answered 429.
    """

    slot = IntegerField(primary_key=True)
    free_at = DateTimeTZField()
    calls = BigIntegerField(constraints=[SQL("DEFAULT 0")], default=0)
    throttled = BigIntegerField(constraints=[SQL("DEFAULT 0")], default=0)


class RawPayload(Table):
    """One row per different answer to a request. ``body`` is zlib-compressed JSON as it came."""

    request = TextField()
    hash = TextField()
    body = BlobField()
    as_of = DateTimeTZField()

    class Meta:
        """An answer is known by its request and its content."""

        primary_key = CompositeKey("request", "hash")


class Quarantine(Table):
    """One row per malformed item, with the reason that kept it out. ``item`` is its JSON text."""

    id = BigAutoField()
    request = TextField()
    item_hash = TextField()
    reason = TextField()
    item = TextField()
    seen_at = DateTimeTZField(constraints=NOW)

    class Meta:
        """The same item of the same request is kept once."""

        indexes = ((("request", "item_hash"), True),)


class Event(Table):
    """One row per thing that clients are told of, such as ``load.succeeded``; kept for 7 days."""

    id = BigAutoField()
    type = TextField()
    payload = BinaryJSONField(index=False)
    created_at = DateTimeTZField(constraints=NOW, index=True)
