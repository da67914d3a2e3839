"""What keeps the index equal to the tables: outbox, like totals, version, its lag, parked documents, the registry."""

from __future__ import annotations

from peewee import SQL, BigAutoField, BigIntegerField, DoubleField, IntegerField, TextField
from playhouse.postgres_ext import DateTimeTZField

from catalog.database import Table
from catalog.tables.landing import NOW


class Outbox(Table):
    """One row per change to an episode, appended in the change's own transaction; an episode may have several."""

    id = BigAutoField()
    episode_id = BigIntegerField()
    like_delta = IntegerField(constraints=[SQL("DEFAULT 0")], default=0)
    attempts = IntegerField(constraints=[SQL("DEFAULT 0")], default=0)
    not_before = DateTimeTZField(null=True)
    created_at = DateTimeTZField(constraints=NOW)

    class Meta:
        """A tick claims every row of an episode at once, looks past those that wait, and takes some likes first."""

        indexes = (
            (("episode_id", "id"), False),
            SQL("CREATE INDEX outbox_waiting ON outbox (episode_id, not_before) WHERE not_before IS NOT NULL"),
            SQL("CREATE INDEX outbox_liked ON outbox (id) WHERE like_delta <> 0"),
        )


class LikeTotal(Table):
    """Likes of an episode that left the outbox; the exact number is this plus the outbox's deltas, in one statement."""

    episode_id = BigIntegerField(primary_key=True)
    likes = BigIntegerField()


class ProjectionVersion(Table):
    """One row: the last version drawn. A row and not a sequence, which can go backwards in a crash."""

    id = IntegerField(primary_key=True)
    version = BigIntegerField()


class ProjectionParked(Table):
    """One row per episode whose document Elasticsearch refuses, with its reason."""

    episode_id = BigIntegerField(primary_key=True)
    reason = TextField()
    parked_at = DateTimeTZField(constraints=NOW)


class ProjectionLag(Table):
    """One row per span: episodes written whose oldest change had waited at most so long, and all their seconds."""

    most_seconds = DoubleField(primary_key=True)
    episodes = BigIntegerField()
    seconds = DoubleField()


class SearchIndex(Table):
    """The registry: every index that ticks must write, by name, with its write alias and its definition's hash."""

    name = TextField(primary_key=True)
    write_alias = TextField(unique=True)
    definition_hash = TextField()
    created_at = DateTimeTZField(constraints=NOW)
