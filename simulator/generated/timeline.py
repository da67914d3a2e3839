"""Which show holds a slot on a day, and when a show's seasons are. Ids are packed so that all of it can be undone.

A show's id holds its slot, its reign and which of the rivals it is; a season's id its show and place; an episode's id
its season and place: season 2 of show 4711 is 471102, its third episode 47111003.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from simulator.generated.lineup import Beat, Slot, make_slots
from simulator.source import NotHeld

# A Monday, from which weeks are counted. What was on air then began at most some years before.
EPOCH = date(1996, 1, 1)
# Days beyond are empty; later, the calendar's own end comes near.
LAST_DAY = date(9000, 1, 1)
MOST_RIVALS = 2
SEASONS = 100
EPISODE_SEASONS = 10
EPISODES = 1_000


@dataclass(frozen=True, slots=True)
class Span:
    """The days of one season, both ends included; ``index`` is its place from 0."""

    index: int
    first: date
    last: date


@dataclass(frozen=True)
class Run:
    """A show's time on the air."""

    show_id: int
    slot: Slot
    spans: tuple[Span, ...]

    def span(self, index: int) -> Span:
        """Give a season's days; raises ``NotHeld`` for one that never is."""
        if not 0 <= index < len(self.spans):
            raise NotHeld
        return self.spans[index]


class Timeline:
    """The lineup of a seed over all years."""

    def __init__(self, seed: int) -> None:
        self.slots = make_slots(seed)
        self.run_of = lru_cache(maxsize=20_000)(self._run_of)

    @staticmethod
    def covers(day: date) -> bool:
        """Say whether the catalogue has anything of a day."""
        return EPOCH <= day <= LAST_DAY

    def show_on(self, slot: Slot, day: date) -> int | None:
        """Give the show that holds a slot in a day's week, or nothing on the days when it has no episode."""
        if day.weekday() not in slot.days:
            return None
        reign, within = divmod(_week(slot, day), slot.reign_weeks)
        turn, turn_week = divmod(within, slot.turn_weeks)
        if slot.beat is Beat.DROP and turn_week:
            return None
        return self._show_id(slot, reign, turn % slot.rivals)

    def shows_until(self, day: date) -> list[int]:
        """List every show whose time began by a day."""
        return [
            self._show_id(slot, reign, rival)
            for slot in self.slots
            for reign in range(_week(slot, day) // slot.reign_weeks + 1)
            for rival in range(slot.rivals)
        ]

    def _show_id(self, slot: Slot, reign: int, rival: int) -> int:
        return (reign * len(self.slots) + slot.number) * MOST_RIVALS + rival + 1

    def _run_of(self, show_id: int) -> Run:
        """Give a show's time on the air; raises ``NotHeld`` for an id that no show has."""
        place, rival = divmod(show_id - 1, MOST_RIVALS)
        reign, number = divmod(place, len(self.slots))
        slot = self.slots[number]
        if show_id < 1 or rival >= slot.rivals or (first := _first_day(slot, reign)) > LAST_DAY:
            raise NotHeld
        spans = _years(slot, first) if slot.beat is Beat.DAILY else _turns(slot, first, rival)
        return Run(show_id, slot, tuple(spans))


def _week(slot: Slot, day: date) -> int:
    return (day - EPOCH).days // 7 + slot.first_week


def _first_day(slot: Slot, reign: int) -> date:
    try:
        return EPOCH + timedelta(weeks=reign * slot.reign_weeks - slot.first_week)
    except OverflowError:
        raise NotHeld from None


def _turns(slot: Slot, first: date, rival: int) -> list[Span]:
    starts = [
        first + timedelta(weeks=(season * slot.rivals + rival) * slot.turn_weeks) for season in range(slot.seasons)
    ]
    return [Span(index, start, start + timedelta(weeks=slot.turn_weeks, days=-1)) for index, start in enumerate(starts)]


def _years(slot: Slot, first: date) -> list[Span]:
    last = first + timedelta(weeks=slot.reign_weeks, days=-1)
    return [
        Span(year - first.year, max(first, date(year, 1, 1)), min(last, date(year, 12, 31)))
        for year in range(first.year, last.year + 1)
    ]
