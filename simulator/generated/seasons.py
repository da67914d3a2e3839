"""What a season consists of: its episodes' ids, days and numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

from simulator.generated.dice import Dice
from simulator.generated.lineup import Beat
from simulator.generated.timeline import EPISODE_SEASONS, EPISODES, SEASONS, Run, Span

REGULAR = "regular"
_SPECIALS = ("insignificant_special", "significant_special")
# Of so many episodes, one is a special.
_SPECIAL_EVERY = 66
# Of the shows that run every day; the others count their seasons.
_NUMBERED_BY_YEARS = 0.4


class EpisodePlan(NamedTuple):
    """An episode before it has a name. A special has no number, an announced one no day."""

    id: int
    season: int
    number: int | None
    kind: str
    day: date | None
    place: int  # among the show's episodes of the day, from 0


@dataclass(frozen=True)
class SeasonPlan:
    """A season's episodes in order."""

    id: int
    number: int
    episodes: tuple[EpisodePlan, ...]

    @cached_property
    def by_day(self) -> dict[date, list[EpisodePlan]]:
        """The episodes by the day they are labelled with."""
        days: dict[date, list[EpisodePlan]] = {}
        for episode in self.episodes:
            if episode.day:
                days.setdefault(episode.day, []).append(episode)
        return days


def plan_season(seed: int, run: Run, index: int) -> SeasonPlan:
    """Plan a show's season, by its place from 0."""
    span = run.span(index)
    dice = Dice(seed, "season", run.show_id, index)
    number = span.first.year if is_numbered_by_years(seed, run) else index + 1
    airings: list[tuple[date | None, int]] = list(_airings(run, span, dice))
    if index == len(run.spans) - 1 and dice.chance("announced", 0.02):
        airings.append((None, 0))
    return SeasonPlan(run.show_id * SEASONS + index + 1, number, tuple(_episodes(run, index, number, dice, airings)))


def is_numbered_by_years(seed: int, run: Run) -> bool:
    """Say whether the show's seasons are years."""
    is_daily = run.slot.beat is Beat.DAILY
    return is_daily and Dice(seed, "show", run.show_id).chance("seasons are years", _NUMBERED_BY_YEARS)


def _airings(run: Run, span: Span, dice: Dice) -> Iterator[tuple[date, int]]:
    """Give the day and the place in the day of each episode."""
    at_once = run.slot.episodes_at_once
    if run.slot.beat is Beat.DROP:
        day = span.first + timedelta(days=run.slot.days[0])
        yield from ((day, place) for place in range(max(2, at_once + dice.between("length", -1, 1))))
        return
    day = span.first
    while day <= span.last:
        if day.weekday() in run.slot.days:
            yield from ((day, place) for place in range(at_once))
        day += timedelta(days=1)


def _episodes(
    run: Run, index: int, season: int, dice: Dice, airings: list[tuple[date | None, int]]
) -> Iterator[EpisodePlan]:
    first_id = (run.show_id * EPISODE_SEASONS + index) * EPISODES
    specials = _specials(dice, len(airings))
    # Two episodes of one number: what TVMaze's editors leave behind when they renumber.
    repeats = 3 if dice.chance("a number twice", 0.03) else 0
    number = 0
    for count, (day, place) in enumerate(airings, start=1):
        kind = specials.get(count, REGULAR)
        number += kind == REGULAR and count != repeats
        yield EpisodePlan(first_id + count, season, number if kind == REGULAR else None, kind, day, place)


def _specials(dice: Dice, episodes: int) -> dict[int, str]:
    """Choose which of the episodes, counted from 1, are specials, and of which kind."""
    stretches = range(0, episodes, _SPECIAL_EVERY)
    return {
        first + dice.between(f"special {first}", 1, _SPECIAL_EVERY): dice.pick(f"kind {first}", _SPECIALS)
        for first in stretches
    }
