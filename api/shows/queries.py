"""A show and its episodes out of the tables. Withdrawn episodes are left out, as in every public list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from peewee import fn

from api.casts import read_show_casts
from api.items import row_to_item, row_to_show, select_items, select_shows
from api.paging import PageRequest
from api.shows.shapes import ShowDetails
from catalog.database import database
from catalog.tables import Episode, Show

_OWN = {
    "summary": Show.summary,
    "url": Show.url,
    "official_site": Show.official_site,
    "premiered": Show.premiered_date,
    "ended": Show.ended_date,
    "runtime": Show.runtime_minutes,
    "average_runtime": Show.average_runtime_minutes,
    "rating": Show.rating,
    "airs_time": Show.airs_time,
    "airs_days": Show.airs_days,
    "imdb": Show.imdb,
}


@dataclass(frozen=True)
class EpisodesOfShow:
    """A page of a show's episodes."""

    items: list[Any]
    total: int


def get_show(show_id: int) -> ShowDetails | None:
    """Read a show with its seasons and its cast, all as of one moment."""
    with database.obj.atomic(isolation="repeatable_read", readonly=True):
        show = _read_show(show_id)
        if show is None:
            return None
        show |= {"seasons": _read_seasons(show_id), "cast": read_show_casts([show_id]).get(show_id, [])}
    found: ShowDetails = show
    return found


def list_episodes(show_id: int, page: PageRequest) -> EpisodesOfShow | None:
    """Read a page of a show's episodes; None where there is no such show."""
    shown = (Episode.show == show_id) & ~Episode.withdrawn
    with database.obj.atomic(isolation="repeatable_read", readonly=True):
        if not Show.select().where(Show.id == show_id).exists():
            return None
        total = Episode.select().where(shown).count()
        rows = (
            select_items()
            .where(shown)
            .order_by(
                Episode.season,
                Episode.number.asc(nulls="last"),
                Episode.airdate.asc(nulls="last"),
                Episode.id,
            )
            .limit(page.limit)
            .offset(page.offset)
        )
        return EpisodesOfShow([row_to_item(row) for row in rows], total)


def _read_show(show_id: int) -> Any:
    columns = [column.alias(f"own_{name}") for name, column in _OWN.items()]
    row = select_shows(*columns).where(Show.id == show_id).first()
    return row and {**row_to_show(row), **{name: row[f"own_{name}"] for name in _OWN}}


def _read_seasons(show_id: int) -> list[Any]:
    query = (
        Episode.select(
            Episode.season.alias("number"),
            fn.COUNT(Episode.id).alias("episodes"),
            fn.MIN(Episode.airdate).alias("first_airdate"),
            fn.MAX(Episode.airdate).alias("last_airdate"),
        )
        .where((Episode.show == show_id) & ~Episode.withdrawn)
        .group_by(Episode.season)
        .order_by(Episode.season)
    )
    return list(query.dicts())
