"""Fields are null, empty or absent as often as in TVMaze's recorded answers.

Figures are percentages over recorded episodes and shows; in brackets of the names, those of the US schedule alone.
The tolerance is generous: one month of one seed is a sample.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from simulator.source import Payload
from tests.unit.simulator.conftest import Month

Trait = Callable[[Payload], object]

EPISODES: dict[str, tuple[Trait, float, float]] = {
    "number null": (lambda e: e["number"] is None, 1.4, 0.8),
    "season is a year": (lambda e: e["season"] > 1900, 12.5, 6),
    "type absent": (lambda e: "type" not in e, 8.7, 3),
    "airtime empty": (lambda e: e["airtime"] == "", 55, 12),
    "runtime null": (lambda e: e["runtime"] is None, 8.5, 3),
    "rating absent": (lambda e: "rating" not in e, 11.1, 3),
    "rated": (lambda e: "rating" in e and e["rating"]["average"] is not None, 9.6, 3),
    "image null": (lambda e: e["image"] is None, 68, 6),
    "summary null": (lambda e: e["summary"] is None, 63, 9),
    "summary empty": (lambda e: e["summary"] == "", 1.6, 4),
    "named by number": (lambda e: e["name"].startswith("Episode "), 37.6, 8),
    "not ASCII": (lambda e: not e["name"].isascii(), 11.3, 4),
    "link to the show absent": (lambda e: "show" not in e["_links"], 36, 5),
    "offset not UTC's": (lambda e: not e["airstamp"].endswith("+00:00"), 3, 2),
}
SHOWS: dict[str, tuple[Trait, float, float]] = {
    "both channels": (lambda s: s["network"] and s["webChannel"], 2.8, 2),
    "language null": (lambda s: s["language"] is None, 1.7, 1.5),
    "no genres": (lambda s: s["genres"] == [], 27.8, 6),
    "runtime null": (lambda s: s["runtime"] is None, 31.7, 6),
    "ended absent": (lambda s: "ended" not in s, 15, 4),
    "averageRuntime null": (lambda s: s.get("averageRuntime", 0) is None, 3.5, 2),
    "officialSite null": (lambda s: s.get("officialSite", "") is None, 23, 5),
    "time empty": (lambda s: s["schedule"]["time"] == "", 39, 28),
    "days unknown": (lambda s: s["schedule"]["days"] == [], 17, 7),
    "rating null": (lambda s: s["rating"]["average"] is None, 55, 7),
    "image null": (lambda s: s["image"] is None, 3.1, 2),
    "summary null": (lambda s: s["summary"] is None, 5.7, 3),
    "weight 0": (lambda s: s["weight"] == 0, 3.9, 2),
    "imdb null": (lambda s: s["externals"]["imdb"] is None, 32, 6),
    "thetvdb null": (lambda s: s["externals"]["thetvdb"] is None, 20, 6),
    "tvrage null": (lambda s: s["externals"]["tvrage"] is None, 60, 8),
}
US_EPISODES: dict[str, tuple[Trait, float, float]] = {
    "number null": (lambda e: e["number"] is None, 1.9, 1.2),
    "airtime empty": (lambda e: e["airtime"] == "", 0.2, 1),
    "after midnight": (lambda e: "" < e["airtime"] < "05:00", 6.5, 3),
    "image null": (lambda e: e["image"] is None, 93, 4),
    "summary null": (lambda e: e["summary"] is None, 31.5, 7),
    "summary empty": (lambda e: e["summary"] == "", 18.5, 6),
    "runtime null": (lambda e: e["runtime"] is None, 0.4, 1),
}


def percentage(things: list[Payload], trait: Trait) -> float:
    """Say how many in a hundred have a trait."""
    return 100 * sum(bool(trait(thing)) for thing in things) / len(things)


@pytest.mark.parametrize("name", EPISODES)
def test_episodes_are_as_recorded_ones(month: Month, name: str) -> None:
    trait, expected, tolerance = EPISODES[name]

    assert percentage(month.rows, trait) == pytest.approx(expected, abs=tolerance)


@pytest.mark.parametrize("name", US_EPISODES)
def test_us_episodes_are_as_recorded_ones(month: Month, name: str) -> None:
    trait, expected, tolerance = US_EPISODES[name]
    rows = list({row["id"]: row for listing in month.us.values() for row in listing}.values())

    assert percentage(rows, trait) == pytest.approx(expected, abs=tolerance)


@pytest.mark.parametrize("name", SHOWS)
def test_shows_are_as_recorded_ones(month: Month, name: str) -> None:
    trait, expected, tolerance = SHOWS[name]

    assert percentage(month.shows, trait) == pytest.approx(expected, abs=tolerance)


def test_unknown_airtimes_of_global_channels_stand_at_noon(month: Month) -> None:
    rows = [row for row in month.rows if row["airtime"] == "" and not row["show"]["network"]]
    everywhere = [row for row in rows if row["show"]["webChannel"]["country"] is None]

    assert percentage(everywhere, lambda row: row["airstamp"].endswith("T12:00:00+00:00")) == pytest.approx(94.5, abs=4)


def test_ratings_are_whole_numbers_now_and_then(month: Month) -> None:
    ratings = [show["rating"]["average"] for show in month.shows if show["rating"]["average"] is not None]

    whole = sum(isinstance(rating, int) for rating in ratings)
    assert 100 * whole / len(ratings) == pytest.approx(16, abs=6)
    assert all(isinstance(rating, int) or not rating.is_integer() for rating in ratings)
