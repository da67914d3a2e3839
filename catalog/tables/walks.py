"""Walks through a search: each holds a point in time in Elasticsearch, and a client may hold but a few."""

from __future__ import annotations

from peewee import BigAutoField, TextField
from playhouse.postgres_ext import DateTimeTZField

from catalog.database import Table
from catalog.tables.landing import NOW


class SearchWalk(Table):
    """One row per walk that was begun and is not known to have ended."""

    id = BigAutoField()
    client = TextField()
    point_in_time = TextField()
    begun_at = DateTimeTZField(constraints=NOW, index=True)

    class Meta:
        """A client's walks are looked at in the order in which they began."""

        indexes = ((("client", "id"), False),)
