"""What a like changes: its row and, in the same statement, the outbox, which carries it to the count and the index.

The only place that writes ``episode_like``. The count is never written here: a row of its own would make everyone who
likes the same episode wait for each other.
"""

from __future__ import annotations

from dataclasses import dataclass

from api.authentication import AccountGone
from catalog.database import database
from catalog.likes import EXACT_LIKES

# The rows are held as the foreign keys hold them: an account that is being removed is waited for, and then not found.
_LIKE = """
    WITH added AS (
      INSERT INTO episode_like (user_id, episode_id)
      SELECT app_user.id, episode.id FROM app_user, episode WHERE app_user.id = %s AND episode.id = %s
      FOR KEY SHARE
      ON CONFLICT DO NOTHING RETURNING episode_id
    )
    INSERT INTO outbox (episode_id, like_delta) SELECT episode_id, 1 FROM added RETURNING id
"""
_UNLIKE = """
    WITH removed AS (DELETE FROM episode_like WHERE user_id = %s AND episode_id = %s RETURNING episode_id)
    INSERT INTO outbox (episode_id, like_delta) SELECT episode_id, -1 FROM removed RETURNING id
"""
_REMOVE = """
    WITH removed AS (DELETE FROM episode_like WHERE user_id = %s RETURNING episode_id)
    INSERT INTO outbox (episode_id, like_delta) SELECT episode_id, -1 FROM removed ORDER BY 1
"""
# Later than the like, so that it counts it, and whoever liked at the same time.
_COUNT = f"""
    SELECT exact.likes, EXISTS (SELECT FROM episode_like WHERE user_id = %s AND episode_id = exact.id),
      EXISTS (SELECT FROM app_user WHERE id = %s)
    FROM ({EXACT_LIKES}) AS exact (id, likes) JOIN episode USING (id)
"""  # noqa: S608 - the statement of ``catalog.likes``


@dataclass(frozen=True, slots=True)
class LikeState:
    """How an episode stands with a user after a change: liked or not, by how many in all, and whether it changed."""

    liked: bool
    likes: int
    is_new: bool


def set_like(user_id: int, episode_id: int, *, liked: bool) -> LikeState | None:
    """Like an episode or take that back; a second time changes nothing. Nothing is given for an unknown episode.

    Raises ``AccountGone``.
    """
    changed = database.execute_sql(_LIKE if liked else _UNLIKE, (user_id, episode_id)).fetchone()
    record = database.execute_sql(_COUNT, (user_id, user_id, [episode_id])).fetchone()
    if record is None:
        return None
    likes, is_liked, is_user = record
    if changed is None and not is_user:
        raise AccountGone
    return LikeState(is_liked, int(likes), changed is not None)


def remove_likes(user_id: int) -> None:
    """Take all of a user's likes back, in the caller's transaction."""
    database.execute_sql(_REMOVE, (user_id,))
