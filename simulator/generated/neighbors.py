"""A show's links to the episodes before and after a day. Where there is none, the key is absent."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from simulator.generated.episodes import episode_name
from simulator.generated.seasons import EpisodePlan, SeasonPlan
from simulator.generated.slugs import resource
from simulator.generated.traits import LINK_NAMES_SINCE, Traits


def find_previous(seasons: Iterable[SeasonPlan], today: date) -> EpisodePlan | None:
    """Give the last episode before a day; ``seasons`` come last first."""
    days = ((season, day) for season in seasons for day in reversed(season.by_day) if day < today)
    found = next(days, None)
    return found[0].by_day[found[1]][-1] if found else None


def find_next(seasons: Iterable[SeasonPlan], today: date) -> EpisodePlan | None:
    """Give the first episode from a day on; ``seasons`` come first first."""
    days = ((season, day) for season in seasons for day in season.by_day if day >= today)
    found = next(days, None)
    return found[0].by_day[found[1]][0] if found else None


def link(seed: int, traits: Traits, name: str, plan: EpisodePlan | None) -> dict[str, Any]:
    """Give the link to an episode; older rows lack the episode's name in it."""
    if plan is None:
        return {}
    target = {"href": resource("episodes", plan.id, traits.scheme)}
    if traits.age >= LINK_NAMES_SINCE:
        target["name"] = episode_name(seed, traits, plan)
    return {name: target}
