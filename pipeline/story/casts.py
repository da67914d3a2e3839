"""A round of casts for some days: the shows first, since their answers name the seasons; then guests, planned anew.

Each call commits by itself. What can't be had is told by the days that lack it, and leaves the rest alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from functools import partial
from typing import TypeVar

from peewee import PostgresqlDatabase

from pipeline.load import CastPlan, EpisodePlan, SeasonPlan, ShowPlan, claim_show, plan_casts
from pipeline.story.cast_calls import list_asked, load_episode_guests, load_season_guests, load_show_cast
from pipeline.story.results import Calls
from pipeline.tvmaze.client import TvmazeClient
from pipeline.tvmaze.errors import TvmazeError, TvmazeUnavailable

GIVE_UP_AFTER = 3  # calls in a row that TVMaze did not answer
TOLD_ERRORS = 3  # of each day; more would only repeat them
_LOADED = "SELECT DISTINCT date FROM listing_load WHERE date = ANY(%s::date[])"
_LISTED = """
    SELECT date, show_id, episode.id FROM schedule JOIN episode ON episode.id = episode_id WHERE date = ANY(%s::date[])
"""

Guests = SeasonPlan | EpisodePlan
Plan = TypeVar("Plan", ShowPlan, Guests)


class CastRound:
    """Who plays in what the listings of some days hold, in the order of the days. ``work`` does it."""

    def __init__(self, db: PostgresqlDatabase, client: TvmazeClient, days: Sequence[date]) -> None:
        self.planned = 0
        self._db, self._client, self._days = db, client, days
        self._now = datetime.now(UTC)
        self._before = Calls.read(client.stats)
        self._days_of_show: defaultdict[int, set[date]] = defaultdict(set)
        self._days_of_episode: defaultdict[int, set[date]] = defaultdict(set)
        self._errors: defaultdict[date, list[str]] = defaultdict(list)
        self._unanswered = 0

    @property
    def calls(self) -> Calls:
        """Count the calls made so far."""
        return Calls.read(self._client.stats) - self._before

    @property
    def errors(self) -> dict[date, tuple[str, ...]]:
        """Say what could not be had, by the day that lacks it."""
        return {day: _shorten(told) for day, told in self._errors.items()}

    def work(self) -> Iterator[Calls]:
        """Do all of it, telling the calls made after each step."""
        self._tell_unloaded()
        first = self._plan()
        self._read_days()
        self.planned = first.planned_calls
        for show in self._in_order(first.shows):
            self._try(self._days_of_show[show.show_id], partial(self._load_show, show))
            yield self.calls
        second = self._plan()
        self._read_days()  # loads of listings may go on beside this
        self.planned = len(first.shows) + len(second.seasons) + len(second.episodes)
        guests: list[Guests] = [*second.seasons, *second.episodes]
        for plan in self._in_order(guests):
            days = {day for episode in list_asked(plan) for day in self._days_of_episode[episode]}
            self._try(days, partial(self._load_guests, plan))
            yield self.calls

    def _plan(self, *shows: int) -> CastPlan:
        return plan_casts(self._db, self._days, self._now, shows=shows or None)

    def _tell_unloaded(self) -> None:
        listed = self._db.execute_sql(_LOADED, (list(self._days),))
        for day in set(self._days) - {row[0] for row in listed}:
            self._errors[day].append("its listings are not loaded yet")

    def _read_days(self) -> None:
        self._days_of_show.clear()
        self._days_of_episode.clear()
        for day, show_id, episode_id in self._db.execute_sql(_LISTED, (list(self._days),)):
            self._days_of_show[show_id].add(day)
            self._days_of_episode[episode_id].add(day)

    def _in_order(self, plans: Sequence[Plan]) -> list[Plan]:
        place = {day: number for number, day in enumerate(self._days)}

        def find_first(plan: Plan) -> int:
            # A show that has left the days' listings since it was planned comes last.
            return min((place[day] for day in self._days_of_show[plan.show_id]), default=len(place))

        return sorted(plans, key=find_first)

    def _load_show(self, show: ShowPlan) -> None:
        with claim_show(self._db, show.show_id):
            for due in self._plan(show.show_id).shows:
                load_show_cast(self._db, self._client, due)

    def _load_guests(self, guests: Guests) -> None:
        wanted = set(list_asked(guests))
        with claim_show(self._db, guests.show_id):
            due = self._plan(guests.show_id)
            for season in due.seasons:
                if wanted & set(season.episodes):
                    load_season_guests(self._db, self._client, season)
            for episode in due.episodes:
                if episode.episode_id in wanted:
                    load_episode_guests(self._db, self._client, episode)

    def _try(self, days: set[date], load: Callable[[], None]) -> None:
        if self._unanswered >= GIVE_UP_AFTER:
            self._fail(days, f"not asked for, after {GIVE_UP_AFTER} calls in a row without an answer")
            return
        try:
            load()
        except TvmazeUnavailable as error:
            self._unanswered += 1
            self._fail(days, str(error))
        except TvmazeError as error:
            self._unanswered = 0
            self._fail(days, str(error))
        else:
            self._unanswered = 0

    def _fail(self, days: set[date], told: str) -> None:
        for day in days:
            self._errors[day].append(told)


def _shorten(told: Sequence[str]) -> tuple[str, ...]:
    more = len(told) - TOLD_ERRORS
    return (*told[:TOLD_ERRORS], *([f"and {more} more"] if more > 0 else []))
