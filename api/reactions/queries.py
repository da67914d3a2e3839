"""Bookmarks in their table, and what a user liked or bookmarked, newest first. What a like changes is in ``api.likes``.

Every statement names the user that the token belongs to; there is no other way in.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from api.authentication import AccountGone
from catalog.database import database

MOST_BOOKMARKS = 60_000

_EXISTS = "SELECT FROM episode WHERE id = %s"
_HOLD = "SELECT FROM app_user WHERE id = %s FOR NO KEY UPDATE"
_ADD = """
    INSERT INTO episode_bookmark (user_id, episode_id)
    VALUES (%s, %s) ON CONFLICT DO NOTHING
"""
_IS_FULL = "SELECT WHERE (SELECT count(*) FROM episode_bookmark WHERE user_id = %s) >= %s"
_HAS = "SELECT FROM episode_bookmark WHERE user_id = %s AND episode_id = %s"
_REMOVE = "DELETE FROM episode_bookmark WHERE user_id = %s AND episode_id = %s"
# One statement, so that what is listed is what is counted.
_LIST = """
    SELECT coalesce(array_agg(episode_id ORDER BY moment DESC, episode_id DESC), '{{}}'),
      coalesce(array_agg(moment ORDER BY moment DESC, episode_id DESC), '{{}}'),
      count(*) FILTER (WHERE (moment, episode_id) >= (%s::bigint, %s::bigint))
    FROM (
      SELECT episode_id, (extract(epoch FROM created_at) * 1000000)::bigint AS moment FROM {table} WHERE user_id = %s
    ) AS own
"""


# In such a list: when the episode was added to it, in microseconds since 1970, and its id.
Place = tuple[int, int]


@dataclass(frozen=True)
class Listed:
    """Episodes with the moments when they were added, newest first, and how many of them come up to a place."""

    ids: tuple[int, ...]
    moments: tuple[int, ...]
    skipped: int


class Reaction(Enum):
    """What a user may do with an episode, by its table."""

    LIKE = "episode_like"
    BOOKMARK = "episode_bookmark"


class BookmarksFull(Exception):
    """The user has as many bookmarks as are kept for one."""


def add_bookmark(user_id: int, episode_id: int) -> bool:
    """Bookmark an episode, and say whether there is such an episode; raises ``BookmarksFull`` and ``AccountGone``.

    The user's row is held, so that bookmarks made at once are counted one after the other.
    """
    with database.obj.atomic():
        if not _is_there(_EXISTS, episode_id):
            return False
        if _is_there(_HAS, user_id, episode_id):
            return True
        if not _is_there(_HOLD, user_id):
            raise AccountGone
        if _is_there(_IS_FULL, user_id, MOST_BOOKMARKS) and not _is_there(_HAS, user_id, episode_id):
            raise BookmarksFull
        database.execute_sql(_ADD, (user_id, episode_id))
    return True


def remove_bookmark(user_id: int, episode_id: int) -> bool:
    """Remove a bookmark, and say whether there is such an episode."""
    database.execute_sql(_REMOVE, (user_id, episode_id))
    return _is_there(_EXISTS, episode_id)


def list_newest(reaction: Reaction, user_id: int, after: Place | None = None) -> Listed:
    """List the episodes that a user liked or bookmarked, the newest first, and count those up to a place.

    The episode of the place is counted if it is still there.
    """
    moment, episode_id = after or (None, None)
    found = database.execute_sql(_LIST.format(table=reaction.value), (moment, episode_id, user_id)).fetchone()
    ids, moments, skipped = found
    return Listed(tuple(ids), tuple(moments), skipped)


def _is_there(statement: str, *values: int) -> bool:
    return database.execute_sql(statement, values).fetchone() is not None
