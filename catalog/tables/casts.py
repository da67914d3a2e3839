"""Who plays whom: people, roles, casts of shows and guest casts of episodes, and when each cast was asked for."""

from __future__ import annotations

from peewee import SQL, BigIntegerField, BooleanField, CompositeKey, DateField, ForeignKeyField, IntegerField, TextField
from playhouse.postgres_ext import DateTimeTZField

from catalog.database import Table
from catalog.tables.schedule import Episode, Show


class Person(Table):
    """One row per person that a cast names."""

    id = BigIntegerField(primary_key=True)
    name = TextField()
    country_code = TextField(null=True)
    birth_date = DateField(null=True)
    death_date = DateField(null=True)
    gender = TextField(null=True)
    image_medium = TextField(null=True)
    image_original = TextField(null=True)
    url = TextField(null=True)
    as_of = DateTimeTZField()

    class Meta:
        """Names are also found by the beginnings of their words."""

        indexes = (
            SQL(
                "CREATE INDEX person_words ON person "
                "USING GIN (array_to_tsvector(tvsi_words(name))) WITH (fastupdate = off)"
            ),
        )


class Role(Table):
    """One row per character."""

    id = BigIntegerField(primary_key=True)
    name = TextField()
    image_medium = TextField(null=True)
    image_original = TextField(null=True)
    url = TextField(null=True)
    as_of = DateTimeTZField()


class ShowCast(Table):
    """One row per person and role in a show's cast; ``position`` is TVMaze's order, from 0."""

    show = ForeignKeyField(Show, on_delete="CASCADE", index=False)
    person = ForeignKeyField(Person)
    role = ForeignKeyField(Role)
    position = IntegerField()
    is_self = BooleanField()
    is_voice = BooleanField()

    class Meta:
        """One person may play several roles in a show."""

        primary_key = CompositeKey("show", "person", "role")


class GuestCast(Table):
    """One row per person and role in an episode's guest cast; ``position`` is TVMaze's order, from 0."""

    episode = ForeignKeyField(Episode, on_delete="CASCADE", index=False)
    person = ForeignKeyField(Person)
    role = ForeignKeyField(Role)
    position = IntegerField()
    is_self = BooleanField()
    is_voice = BooleanField()

    class Meta:
        """One person may play several roles in an episode."""

        primary_key = CompositeKey("episode", "person", "role")


class CastFetch(Table):
    """One row per cast asked for.

    ``kind`` is ``show`` (asked for with its seasons) or ``episode`` (guest cast), ``subject_id`` its id,
    ``for_updated`` the show's ``updated`` (unix seconds) that caused the fetch, ``as_of`` when the answer was made.
    """

    kind = TextField()
    subject_id = BigIntegerField()
    for_updated = BigIntegerField()
    as_of = DateTimeTZField()

    class Meta:
        """Shows and episodes are numbered apart."""

        primary_key = CompositeKey("kind", "subject_id")
