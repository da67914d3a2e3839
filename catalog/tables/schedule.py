"""TVMaze's schedule: channels, shows, seasons, episodes, and which listing held which episode."""

from __future__ import annotations

from peewee import (
    SQL,
    BigIntegerField,
    BooleanField,
    Check,
    CompositeKey,
    DateField,
    DoubleField,
    ForeignKeyField,
    IntegerField,
    TextField,
)
from playhouse.postgres_ext import ArrayField, DateTimeTZField

from catalog.database import Table

NETWORK, WEB_CHANNEL = "network", "web"


class Channel(Table):
    """One row per network or web channel. ``country_code`` is null for a global one. Names are not unique."""

    kind = TextField(constraints=[Check("kind IN ('network', 'web')")])
    id = BigIntegerField()
    name = TextField()
    country_code = TextField(null=True)
    country_name = TextField(null=True)
    timezone = TextField(null=True)
    official_site = TextField(null=True)
    as_of = DateTimeTZField()
    show_updated = BigIntegerField()

    class Meta:
        """TVMaze numbers networks and web channels apart."""

        primary_key = CompositeKey("kind", "id")


class Show(Table):
    """One row per show, as of the payload with the greatest ``updated`` whose content differed."""

    id = BigIntegerField(primary_key=True)
    name = TextField()
    type = TextField(null=True)
    language = TextField(null=True)
    genres = ArrayField(TextField, index=False, default=list)
    status = TextField(null=True)
    runtime_minutes = IntegerField(null=True)
    average_runtime_minutes = IntegerField(null=True)
    premiered_date = DateField(null=True)
    ended_date = DateField(null=True)
    official_site = TextField(null=True)
    airs_time = TextField(null=True)
    airs_days = ArrayField(TextField, index=False, default=list)
    rating = DoubleField(null=True)
    network_id = BigIntegerField(null=True, index=True)
    web_channel_id = BigIntegerField(null=True, index=True)
    dvd_country_code = TextField(null=True)
    tvrage = BigIntegerField(null=True)
    thetvdb = BigIntegerField(null=True)
    imdb = TextField(null=True)
    image_medium = TextField(null=True)
    image_original = TextField(null=True)
    summary = TextField(null=True)
    url = TextField(null=True)
    weight = IntegerField(constraints=[SQL("DEFAULT 0")], default=0)
    updated = BigIntegerField()
    as_of = DateTimeTZField()

    class Meta:
        """Names are also found by the beginnings of their words."""

        indexes = (
            SQL(
                "CREATE INDEX show_words ON show "
                "USING GIN (array_to_tsvector(tvsi_words(name))) WITH (fastupdate = off)"
            ),
        )


class ShowUpdate(Table):
    """The greatest ``updated`` (unix seconds) that any listing gave for a show, whether or not its content differed."""

    show = ForeignKeyField(Show, primary_key=True, on_delete="CASCADE")
    updated = BigIntegerField()


class ShowNews(Table):
    """When TVMaze said that a show changed last (unix seconds), whether or not a listing has shown it since."""

    show = ForeignKeyField(Show, primary_key=True, on_delete="CASCADE")
    updated = BigIntegerField()


class Season(Table):
    """One row per season whose id is known; ``number`` is not unique within a show's history and may be a year."""

    id = BigIntegerField(primary_key=True)
    show = ForeignKeyField(Show, on_delete="CASCADE")
    number = IntegerField()


class Episode(Table):
    """One row per episode.

    ``airdate`` is the broadcaster's label, ``airstamp`` the instant, the listing's date a third thing.
    ``show_updated`` is the ``updated`` of the show that carried this content.
    """

    id = BigIntegerField(primary_key=True)
    show = ForeignKeyField(Show)
    season = IntegerField()
    number = IntegerField(null=True)
    name = TextField()
    type = TextField(null=True)
    airdate = DateField(null=True)
    airtime = TextField(null=True)
    airtime_known = BooleanField()
    airstamp = DateTimeTZField(null=True)
    runtime_minutes = IntegerField(null=True)
    rating = DoubleField(null=True)
    image_medium = TextField(null=True)
    image_original = TextField(null=True)
    summary = TextField(null=True)
    url = TextField(null=True)
    as_of = DateTimeTZField()
    show_updated = BigIntegerField(constraints=[SQL("DEFAULT 0")], default=0)
    unlisted_at = DateTimeTZField(null=True)
    unlisted_checked_at = DateTimeTZField(null=True)
    withdrawn = BooleanField(constraints=[SQL("DEFAULT false")], default=False)

    class Meta:
        """Unlisted episodes are few and looked for often."""

        indexes = (SQL("CREATE INDEX episode_unlisted ON episode (unlisted_at) WHERE unlisted_at IS NOT NULL"),)


class ListingLoad(Table):
    """One row per listing (feed and date) ever loaded: which answer is stored, and which shrunken one was refused."""

    feed = TextField()
    date = DateField()
    as_of = DateTimeTZField()
    rows = IntegerField()
    hash = TextField()
    loaded_at = DateTimeTZField()
    refused_hash = TextField(null=True)
    refused_at = DateTimeTZField(null=True)

    class Meta:
        """A listing is known by its feed and date."""

        primary_key = CompositeKey("feed", "date")


class Schedule(Table):
    """One row per episode that a listing holds.

    ``fingerprint`` is a hash of what the listing says of it, so that repeating it is told from news.
    """

    feed = TextField()
    date = DateField()
    episode = ForeignKeyField(Episode)
    fingerprint = BigIntegerField(constraints=[SQL("DEFAULT 0")], default=0)

    class Meta:
        """An episode may sit in several listings, once in each."""

        primary_key = CompositeKey("feed", "date", "episode")
        indexes = (SQL("CREATE INDEX schedule_date ON schedule (date)"),)
