"""The shapes of what is told of shows."""

from __future__ import annotations

from datetime import date
from typing import TypedDict

from api.shapes import CastMember, Episode, Page, Show, Total


class ShowSeason(TypedDict):
    """One season, as far as episodes are known: how many, and the first and the last airdate."""

    number: int
    episodes: int
    first_airdate: date | None
    last_airdate: date | None


class ShowDetails(Show):
    """One show with its cast in TVMaze's order. ``runtime`` is in minutes, ``airs_time`` in ``timezone``."""

    summary: str | None
    url: str | None
    official_site: str | None
    premiered: date | None
    ended: date | None
    runtime: int | None
    average_runtime: int | None
    rating: float | None
    airs_time: str | None
    airs_days: list[str]
    imdb: str | None
    seasons: list[ShowSeason]
    cast: list[CastMember]


class ShowEpisodes(TypedDict):
    """A page of a show's episodes, by season and number; those without a number follow their season by airdate."""

    items: list[Episode]
    total: Total
    page: Page
