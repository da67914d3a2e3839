"""A day's schedule out of the tables, by listing date: the union of the feeds, each episode once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import SQL, ModelSelect, fn

from api.items import row_to_item, select_items
from api.paging import PageRequest
from catalog.database import database
from catalog.tables import Episode, ListingLoad, Schedule


@dataclass(frozen=True)
class DaySchedule:
    """A page of a day; ``loaded_at`` is the oldest load of the listings asked for, None where there was none."""

    items: list[Any]
    total: int
    loaded_at: datetime | None


def list_schedule(day: date, feeds: tuple[str, ...], page: PageRequest) -> DaySchedule:
    """Read a page of a day in airing order, all of it as of one moment: a load replaces whole listings meanwhile."""
    listed = _list_episodes(day, feeds)
    loads = ListingLoad.select(fn.MIN(ListingLoad.loaded_at)).where(ListingLoad.date == day)
    if feeds:
        loads = loads.where(ListingLoad.feed.in_(feeds))
    # The proxy's own ``atomic`` does not know asyncpg's options.
    with database.obj.atomic(isolation="repeatable_read", readonly=True):
        total: int = listed.count()
        rows: list[dict[str, Any]] = list(_select_page(listed, page))
        loaded_at = loads.scalar()
    return DaySchedule([{**row_to_item(row), "feeds": row["feeds"]} for row in rows], total, loaded_at)


def _list_episodes(day: date, feeds: tuple[str, ...]) -> ModelSelect[Any]:
    """Select the ids of a day's episodes, each with every feed that lists it, whichever feeds were asked for."""
    names = fn.ARRAY_AGG(SQL("feed ORDER BY feed"))
    listed: ModelSelect[Any] = Schedule.select(Schedule.episode.alias("listed_id"), names.alias("feeds")).where(
        Schedule.date == day
    )
    if feeds:
        listed = listed.having(fn.BOOL_OR(Schedule.feed.in_(feeds)))
    grouped: ModelSelect[Any] = listed.group_by(Schedule.episode)
    return grouped


def _select_page(listed: ModelSelect[Any], page: PageRequest) -> ModelSelect[Any]:
    listed = listed.alias("listed")
    query: ModelSelect[Any] = (
        select_items(listed.c.feeds)
        .switch(Episode)
        .join(listed, on=listed.c.listed_id == Episode.id)
        .order_by(Episode.airstamp.asc(nulls="last"), Episode.id)
        .limit(page.limit)
        .offset(page.offset)
    )
    return query
