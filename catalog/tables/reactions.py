"""Likes and bookmarks. Written by the API alone; a withdrawn episode keeps them."""

from __future__ import annotations

from peewee import SQL, CompositeKey, ForeignKeyField
from playhouse.postgres_ext import DateTimeTZField

from catalog.database import Table
from catalog.tables.accounts import AppUser
from catalog.tables.landing import NOW
from catalog.tables.schedule import Episode


class EpisodeLike(Table):
    """One row per user and liked episode."""

    user = ForeignKeyField(AppUser, on_delete="CASCADE", index=False)
    episode = ForeignKeyField(Episode)
    created_at = DateTimeTZField(constraints=NOW)

    class Meta:
        """A user likes an episode once. Lists are read newest first."""

        primary_key = CompositeKey("user", "episode")
        indexes = (SQL("CREATE INDEX episode_like_newest ON episode_like (user_id, created_at, episode_id)"),)


class EpisodeBookmark(Table):
    """One row per user and bookmarked episode."""

    user = ForeignKeyField(AppUser, on_delete="CASCADE", index=False)
    episode = ForeignKeyField(Episode)
    created_at = DateTimeTZField(constraints=NOW)

    class Meta:
        """A user bookmarks an episode once. Lists are read newest first."""

        primary_key = CompositeKey("user", "episode")
        indexes = (SQL("CREATE INDEX episode_bookmark_newest ON episode_bookmark (user_id, created_at, episode_id)"),)
