"""Which casts to ask TVMaze for, and how many calls that takes. Planned from state: a crashed run is resumed by it.

A cast is due when it never was fetched, or when its show's ``updated`` is greater than what it was fetched for
or than the answer's own age (TVMaze's edge repeats an answer for an hour). A guest cast is due again at the
first load later than a day and later than a week after airing: late entries need not move ``updated``.

Several due episodes of one season cost one call, but a season's id comes with its show's cast. So fetch
``shows`` first and plan again: a run's planned calls are 3 for each day, one for each unlisted episode, the
``shows`` of the first plan, and the ``seasons`` and ``episodes`` of the second.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from peewee import PostgresqlDatabase


@dataclass(frozen=True)
class ShowPlan:
    """A show whose cast and seasons to ask for; store it ``for_updated``."""

    show_id: int
    for_updated: int


@dataclass(frozen=True)
class SeasonPlan:
    """A season whose guest casts to ask for, and the due episodes that it serves."""

    season_id: int
    show_id: int
    for_updated: int
    episodes: tuple[int, ...]


@dataclass(frozen=True)
class EpisodePlan:
    """A single episode whose guest cast to ask for."""

    episode_id: int
    show_id: int
    for_updated: int


@dataclass(frozen=True)
class CastPlan:
    """What to fetch for some days, each tuple sorted by id. ``seasons`` and ``episodes`` are guest casts."""

    shows: tuple[ShowPlan, ...] = ()
    seasons: tuple[SeasonPlan, ...] = ()
    episodes: tuple[EpisodePlan, ...] = ()

    @property
    def planned_calls(self) -> int:
        """Count the calls that a run without failures makes, if no season becomes known on the way."""
        return len(self.shows) + len(self.seasons) + len(self.episodes)


def plan_casts(
    db: PostgresqlDatabase, dates: Collection[date], now: datetime, *, shows: Collection[int] | None = None
) -> CastPlan:
    """Plan the casts of what the listings of these dates hold, of all shows or of the given ones."""
    scope = {"dates": sorted(dates), "shows": sorted(shows) if shows is not None else None, "now": now}
    due = [_DueEpisode(*row) for row in db.execute_sql(_DUE_EPISODES, scope).fetchall()]
    seasons, singles = _group(due)
    return CastPlan(
        tuple(ShowPlan(*row) for row in db.execute_sql(_DUE_SHOWS, scope).fetchall()),
        tuple(sorted(seasons, key=lambda season: season.season_id)),
        tuple(EpisodePlan(row.episode_id, row.show_id, row.for_updated) for row in singles),
    )


@dataclass(frozen=True)
class _DueEpisode:
    episode_id: int
    show_id: int
    for_updated: int
    season_id: int | None


def _group(due: Iterable[_DueEpisode]) -> tuple[list[SeasonPlan], list[_DueEpisode]]:
    by_season: defaultdict[int, list[_DueEpisode]] = defaultdict(list)
    singles = []
    for row in due:
        if row.season_id is None:
            singles.append(row)
        else:
            by_season[row.season_id].append(row)
    singles += [rows[0] for rows in by_season.values() if len(rows) == 1]
    seasons = [
        SeasonPlan(season_id, rows[0].show_id, rows[0].for_updated, tuple(row.episode_id for row in rows))
        for season_id, rows in by_season.items()
        if len(rows) > 1
    ]
    return seasons, sorted(singles, key=lambda row: row.episode_id)


_LISTED = """
    FROM (
        SELECT DISTINCT episode_id FROM schedule WHERE date = ANY(%(dates)s::date[])
    ) AS listed
    JOIN episode ON episode.id = listed.episode_id
    JOIN show ON show.id = episode.show_id AND (%(shows)s::bigint[] IS NULL OR show.id = ANY(%(shows)s::bigint[]))
    LEFT JOIN show_update ON show_update.show_id = show.id
"""
_MOVED = """(
    cast_fetch.subject_id IS NULL
    OR coalesce(show_update.updated, show.updated) > least(cast_fetch.for_updated, extract(epoch FROM cast_fetch.as_of))
)"""
_DUE_SHOWS = f"""
    SELECT DISTINCT show.id, coalesce(show_update.updated, show.updated) {_LISTED}
    LEFT JOIN cast_fetch ON cast_fetch.kind = 'show' AND cast_fetch.subject_id = show.id
    WHERE {_MOVED} ORDER BY show.id
"""
# Two seasons of one number can't be told apart by it: their episodes are asked for one by one.
_DUE_EPISODES = f"""
    SELECT episode.id, show.id, coalesce(show_update.updated, show.updated), (
        SELECT CASE WHEN count(*) = 1 THEN min(season.id) END FROM season
        WHERE season.show_id = show.id AND season.number = episode.season
    ) {_LISTED}
    LEFT JOIN cast_fetch ON cast_fetch.kind = 'episode' AND cast_fetch.subject_id = episode.id
    WHERE {_MOVED} OR EXISTS (
        SELECT FROM (VALUES (interval '1 day'), (interval '7 days')) AS late (age)
        WHERE episode.airstamp + late.age < %(now)s AND cast_fetch.as_of <= episode.airstamp + late.age
    )
    ORDER BY episode.id
"""
