"""What changed at TVMaze since days were loaded: one call tells of all shows, and the tables which days hold them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from peewee import PostgresqlDatabase

from pipeline.load.news import find_outdated, store_news
from pipeline.tvmaze.client import TvmazeClient
from pipeline.tvmaze.feeds import Feed
from pipeline.tvmaze.parse import parse_updates

# How far each period surely reaches back: TVMaze's edge repeats an answer for an hour.
PERIODS = (("day", timedelta(hours=22)), ("week", timedelta(days=6)), ("month", timedelta(days=27)))


def choose_period(gone: timedelta | None) -> str | None:
    """Choose the shortest period that covers the time gone since the last look; ``None`` for everything."""
    return next((name for name, reach in PERIODS if gone is not None and gone <= reach), None)


def find_outdated_days(
    db: PostgresqlDatabase, client: TvmazeClient, feeds: Sequence[Feed], period: str | None
) -> dict[date, datetime]:
    """Learn what changed within a period; give all days that are outdated, with the age of what is stored of them.

    Raises ``TvmazeError``.
    """
    answer = client.fetch_updates(period)
    store_news(db, parse_updates(answer), answer.as_of)
    return find_outdated(db, [feed.name for feed in feeds])


def choose_days(outdated: Mapping[date, datetime], today: date, most: int) -> list[date]:
    """Choose at most so many days: half of them near today, where people look, half those that wait the longest.

    So days long past have their turn too, although a show that changes every day sits in thousands of them.
    """
    near = sorted(outdated, key=lambda day: (abs(day - today), day))[: most // 2]
    waiting = sorted(set(outdated) - set(near), key=lambda day: (outdated[day], day))
    return [*near, *waiting[: most - len(near)]]
