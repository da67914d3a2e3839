"""``liked`` and ``bookmarked`` on the items of a page, in one statement a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from api.authentication import Visitor
from api.stores import Postgres
from catalog.database import database

_READ = """
    SELECT page.id,
      EXISTS (SELECT FROM episode_like WHERE user_id = %s AND episode_id = page.id),
      EXISTS (SELECT FROM episode_bookmark WHERE user_id = %s AND episode_id = page.id)
    FROM unnest(%s::bigint[]) AS page (id)
"""


async def mark_items(postgres: Postgres, visitor: Visitor, items: Sequence[Any]) -> None:
    """Say of each item whether the user, if there is one, likes it and has it bookmarked."""
    if visitor.user is None or not items:
        return
    marks = await postgres.run(read_marks, visitor.user.id, [item["id"] for item in items])
    for item in items:
        item["liked"], item["bookmarked"] = marks[item["id"]]


def read_marks(user_id: int, episode_ids: list[int]) -> dict[int, tuple[bool, bool]]:
    """Read, by episode, whether a user likes it and has it bookmarked."""
    records = database.execute_sql(_READ, (user_id, user_id, episode_ids))
    return {episode_id: (liked, bookmarked) for episode_id, liked, bookmarked in records}
