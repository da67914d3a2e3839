"""The shapes of a search's facets, as in ``api.shapes``, where those of all else are."""

from __future__ import annotations

from datetime import date
from typing import TypedDict


class ValueCount(TypedDict):
    """How many episodes have a value; of a country that is none, ``none``."""

    value: str
    count: int
    selected: bool


class SeasonCount(TypedDict):
    """How many episodes are of a season."""

    value: int
    count: int
    selected: bool


class FacetValue(TypedDict):
    """How many episodes have a value of the facet asked for; a season's is a number."""

    value: str | int
    count: int
    selected: bool


_Minutes = TypedDict("_Minutes", {"from": int | None, "to": int | None})
_Ratings = TypedDict("_Ratings", {"from": float | None, "to": float | None})
_Days = TypedDict("_Days", {"from": date, "to": date})


class RuntimeCount(_Minutes):
    """How many episodes are this long, both ends included; null: without an end."""

    count: int
    selected: bool


class RatingCount(_Ratings):
    """How many episodes are rated like this, both ends included, by the first decimal; null: without an end."""

    count: int
    selected: bool


class DayCount(_Days):
    """How many episodes have an airdate on these days, both ends included."""

    count: int
    selected: bool


class Facets(TypedDict, total=False):
    """The facets that ``facets`` asks for. Values are ordered by count, then value; ranges by themselves."""

    genre: list[ValueCount]
    network: list[ValueCount]
    web_channel: list[ValueCount]
    show_type: list[ValueCount]
    show_status: list[ValueCount]
    language: list[ValueCount]
    country: list[ValueCount]
    season: list[SeasonCount]
    episode_type: list[ValueCount]
    person: list[ValueCount]
    guest: list[ValueCount]
    airdate: list[DayCount]
    runtime: list[RuntimeCount]
    rating: list[RatingCount]
