"""The generated catalogue behind the endpoints."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache

from simulator.clock import Clock
from simulator.generated.airing import local_day
from simulator.generated.casts import Casting, make_cast, make_guest_cast
from simulator.generated.channels import COUNTRY
from simulator.generated.episodes import find_airstamp, make_episode
from simulator.generated.lineup import Slot
from simulator.generated.neighbors import find_next, find_previous, link
from simulator.generated.seasons import EpisodePlan, SeasonPlan, plan_season
from simulator.generated.shows import find_edit, make_season, make_show
from simulator.generated.timeline import EPISODE_SEASONS, EPISODES, SEASONS, Run, Timeline
from simulator.generated.traits import find_traits
from simulator.source import NotHeld, Payload

_DAY = timedelta(days=1)
# Shows are announced so many days before they begin.
_ANNOUNCED = timedelta(days=60)


class GeneratedSource:
    """A catalogue for any date: a function of the seed and, for what changes with time, of the clock's day.

    Caches only save work. What they hold would be made again alike.
    """

    def __init__(self, seed: int, clock: Clock) -> None:
        self._seed = seed
        self._clock = clock
        self._timeline = Timeline(seed)
        self._traits = lru_cache(maxsize=20_000)(lambda show_id: find_traits(seed, self._timeline.run_of(show_id)))
        self._season = lru_cache(maxsize=6_000)(
            lambda show_id, index: plan_season(seed, self._timeline.run_of(show_id), index)
        )
        self._show_as_of = lru_cache(maxsize=6_000)(self._make_show)
        self._updates_as_of = lru_cache(maxsize=1)(self._make_updates)

    def schedule(self, country: str, day: date) -> list[Payload]:
        """List a country's local calendar day, both midnights included: an episode at 00:00 is in two listings."""
        if country not in COUNTRY or not self._timeline.covers(day):
            return []
        first, last = local_day(day, COUNTRY[country].timezone)
        aired = [
            (stamp, plan)
            for slot in self._timeline.slots
            if _is_on_the_air_in(slot, country)
            for label in (day - _DAY, day, day + _DAY)
            for stamp, plan in self._airings(slot, label)
            if first <= stamp <= last
        ]
        return [{**self.episode(plan.id), "show": self.show_of(plan.id)} for plan in _in_order(aired)]

    def web_schedule(self, day: date, country: str | None) -> list[Payload]:
        """List what is labelled with the day."""
        if not self._timeline.covers(day):
            return []
        streamed = [
            airing
            for slot in self._timeline.slots
            if _is_streamed_in(slot, country)
            for airing in self._airings(slot, day)
        ]
        return [{**self.episode(plan.id), "_embedded": {"show": self.show_of(plan.id)}} for plan in _in_order(streamed)]

    def show(self, show_id: int) -> Payload:
        """Give a show as of its last edit before the clock's day."""
        return self._show_as_of(show_id, self._clock.today())

    def episodes(self, show_id: int) -> list[Payload]:
        """List a show's episodes, from the first to those that are only announced."""
        run = self._timeline.run_of(show_id)
        return [self.episode(plan.id) for span in run.spans for plan in self._season(show_id, span.index).episodes]

    def cast(self, show_id: int) -> list[Payload]:
        """List a show's main cast."""
        return make_cast(self._casting(show_id))

    def seasons(self, show_id: int) -> list[Payload]:
        """List a show's seasons that have an episode."""
        run = self._timeline.run_of(show_id)
        plans = [self._season(show_id, span.index) for span in run.spans]
        return [make_season(run, self._traits(show_id), plan) for plan in plans if plan.episodes]

    def season_episodes(self, season_id: int) -> list[Payload]:
        """List a season's episodes."""
        show_id, place = divmod(season_id, SEASONS)
        plan = self._season(show_id, place - 1)
        if not plan.episodes:
            raise NotHeld
        return [self.episode(episode.id) for episode in plan.episodes]

    def episode(self, episode_id: int) -> Payload:
        """Give an episode."""
        run, plan = self._find(episode_id)
        return make_episode(self._seed, run, self._traits(run.show_id), plan)

    def show_of(self, episode_id: int) -> Payload:
        """Give the show of an episode."""
        run, _ = self._find(episode_id)
        return self.show(run.show_id)

    def guest_cast(self, episode_id: int) -> list[Payload]:
        """List an episode's guests."""
        run, _ = self._find(episode_id)
        return make_guest_cast(self._casting(run.show_id), episode_id)

    def updates(self) -> dict[str, int]:
        """Give the last edit of each show that is known by the clock's day."""
        return self._updates_as_of(self._clock.today())

    def _find(self, episode_id: int) -> tuple[Run, EpisodePlan]:
        season, count = divmod(episode_id, EPISODES)
        show_id, index = divmod(season, EPISODE_SEASONS)
        run = self._timeline.run_of(show_id)
        episodes = self._season(show_id, index).episodes
        if not 1 <= count <= len(episodes):
            raise NotHeld
        return run, episodes[count - 1]

    def _airings(self, slot: Slot, day: date) -> Iterator[tuple[datetime, EpisodePlan]]:
        """Give the episodes that a slot's show labels with a day, with their instants."""
        show_id = self._timeline.show_on(slot, day)
        if show_id is None:
            return
        run, traits = self._timeline.run_of(show_id), self._traits(show_id)
        for plan in self._season_on(run, day).by_day.get(day, ()):
            stamp = find_airstamp(run, traits, plan)
            if stamp:
                yield stamp, plan

    def _season_on(self, run: Run, day: date) -> SeasonPlan:
        index = next(span.index for span in run.spans if span.first <= day <= span.last)
        return self._season(run.show_id, index)

    def _casting(self, show_id: int) -> Casting:
        return Casting(self._seed, show_id, self._traits(show_id).type)

    def _make_show(self, show_id: int, today: date) -> Payload:
        run, traits = self._timeline.run_of(show_id), self._traits(show_id)
        ahead = (self._season(show_id, span.index) for span in run.spans if span.last >= today)
        behind = (self._season(show_id, span.index) for span in reversed(run.spans) if span.first < today)
        links = {
            **link(self._seed, traits, "previousepisode", find_previous(behind, today)),
            **link(self._seed, traits, "nextepisode", find_next(ahead, today)),
        }
        return make_show(self._seed, run, traits, find_edit(self._seed, show_id, today), links)

    def _make_updates(self, today: date) -> dict[str, int]:
        shows = sorted(self._timeline.shows_until(today + _ANNOUNCED))
        return {str(show_id): find_edit(self._seed, show_id, today) for show_id in shows}


def _is_on_the_air_in(slot: Slot, country: str) -> bool:
    """Say whether a country's schedule has the slot: on a network of its own, or locally streamed at a set time."""
    if slot.network and slot.network.code == country:
        return True
    return slot.web_channel is not None and slot.web_channel.code == country and slot.has_airtime


def _is_streamed_in(slot: Slot, country: str | None) -> bool:
    return slot.web_channel is not None and (country is None or (slot.web_channel.code or "") == country)


def _in_order(airings: list[tuple[datetime, EpisodePlan]]) -> list[EpisodePlan]:
    return [plan for _, plan in sorted(airings, key=lambda airing: (airing[0], airing[1].id))]
