"""How fresh a stored row is, as SQL.

Every answer that repeats a row proves it again, but loading an unchanged day may write nothing except
``listing_load``. So a row's own ``as_of`` is only a floor, and its effective one is derived: an episode is as
fresh as the freshest listing that holds it, a show as its freshest episode, a channel as its freshest show; a
person or role as the freshest cast that names it.

That holds as long as whoever takes a row out of a listing, show, channel or cast first folds the old
freshness into the row, and whoever is named without being linked is raised (both in ``items``, ``people`` and
``withdrawal``). Each function takes the alias that the row has in the statement around it.

What this can't tell: a copy of a show that is older by ``updated`` but came in a newer answer proves the stored
version fresher than it is. That matters only if TVMaze then says two things under one and the same ``updated``.
"""

from __future__ import annotations

_LISTED = """
    LEFT JOIN schedule ON schedule.episode_id = episode.id
    LEFT JOIN listing_load ON listing_load.feed = schedule.feed AND listing_load.date = schedule.date
"""


def episode_as_of(alias: str) -> str:
    """Give the effective ``as_of`` of an episode's row."""
    return f"""greatest({alias}.as_of, (
        SELECT max(listing_load.as_of) FROM schedule JOIN listing_load USING (feed, date)
        WHERE schedule.episode_id = {alias}.id
    ))"""


def show_as_of(alias: str) -> str:
    """Give the effective ``as_of`` of a show's row."""
    return f"""greatest({alias}.as_of, (
        SELECT max(greatest(episode.as_of, listing_load.as_of)) FROM episode {_LISTED}
        WHERE episode.show_id = {alias}.id
    ))"""


def channel_as_of(alias: str) -> str:
    """Give the effective ``as_of`` of a channel's row."""
    return f"""greatest({alias}.as_of, (
        SELECT max(greatest(show.as_of, episode.as_of, listing_load.as_of))
        FROM show JOIN episode ON episode.show_id = show.id {_LISTED}
        WHERE ({alias}.kind = 'network' AND show.network_id = {alias}.id)
           OR ({alias}.kind = 'web' AND show.web_channel_id = {alias}.id)
    ))"""


def named_as_of(alias: str, column: str) -> str:
    """Give the effective ``as_of`` of a person's or role's row, whose id casts keep in ``column``."""
    return f"""greatest(
        {alias}.as_of,
        (SELECT max(cast_fetch.as_of) FROM show_cast
         JOIN cast_fetch ON cast_fetch.kind = 'show' AND cast_fetch.subject_id = show_cast.show_id
         WHERE show_cast.{column} = {alias}.id),
        (SELECT max(cast_fetch.as_of) FROM guest_cast
         JOIN cast_fetch ON cast_fetch.kind = 'episode' AND cast_fetch.subject_id = guest_cast.episode_id
         WHERE guest_cast.{column} = {alias}.id)
    )"""
