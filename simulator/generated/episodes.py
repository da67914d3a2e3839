"""Episodes as TVMaze writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

from simulator.generated.airing import find_moment, find_placeholder, later, write_moment
from simulator.generated.dice import Dice
from simulator.generated.lineup import Beat
from simulator.generated.seasons import REGULAR, EpisodePlan
from simulator.generated.slugs import image, page, resource
from simulator.generated.timeline import Run
from simulator.generated.traits import (
    EPISODE_RATING_SINCE,
    EPISODE_TYPE_SINCE,
    LINK_NAMES_SINCE,
    SHOW_LINK_SINCE,
    UTC_STAMPS_SINCE,
    Traits,
)
from simulator.generated.writing import (
    write_episode_summary,
    write_episode_title,
    write_guests,
    write_numbered_title,
)


def find_airtime(run: Run, traits: Traits, plan: EpisodePlan) -> time | None:
    """Give an episode's time of day, if it is known: one after the other, or a whole season at once."""
    if traits.airtime is None or plan.day is None:
        return None
    return traits.airtime if run.slot.beat is Beat.DROP else later(traits.airtime, plan.place * traits.runtime)


def find_airstamp(run: Run, traits: Traits, plan: EpisodePlan) -> datetime | None:
    """Give an episode's instant, a placeholder where the time of day is unknown."""
    if plan.day is None:
        return None
    airtime = find_airtime(run, traits, plan)
    if airtime is not None:
        return find_moment(plan.day, airtime, traits.timezone)
    return find_placeholder(plan.day, traits.timezone if run.slot.home.country else "UTC", traits.placeholder)


def make_episode(seed: int, run: Run, traits: Traits, plan: EpisodePlan) -> dict[str, Any]:
    """Give an episode without its show. A row of an older age lacks the keys that TVMaze added since."""
    dice = Dice(seed, "episode", plan.id)
    age = dice.number("age")
    scheme = traits.scheme
    name = _name(dice, traits, plan)
    airtime = find_airtime(run, traits, plan)
    stamp = find_airstamp(run, traits, plan)
    episode: dict[str, Any] = {
        "id": plan.id,
        "url": page("episodes", plan.id, f"{traits.name} {_code(plan)} {name}", scheme),
        "name": name,
        "season": plan.season,
        "number": plan.number,
        "type": plan.kind,
        "airdate": plan.day.isoformat() if plan.day else "",
        "airtime": airtime.strftime("%H:%M") if airtime else "",
        "airstamp": write_moment(stamp, in_own_offset=age < UTC_STAMPS_SINCE) if stamp else None,
        "runtime": _runtime(dice, traits),
        "rating": {"average": _rating(dice)},
        "image": image("landscape", plan.id, scheme) if dice.chance("image", _image_share(traits)) else None,
        "summary": _summary(dice, traits),
        "_links": {
            "self": {"href": resource("episodes", plan.id, scheme)},
            "show": {"href": resource("shows", run.show_id, scheme), "name": traits.name},
        },
    }
    _age(episode, age)
    return episode


def episode_name(seed: int, traits: Traits, plan: EpisodePlan) -> str:
    """Give an episode's name."""
    return _name(Dice(seed, "episode", plan.id), traits, plan)


def _name(dice: Dice, traits: Traits, plan: EpisodePlan) -> str:
    if dice.chance("to be announced", 0.0015):
        return "TBA"
    if plan.number is not None and traits.naming in ("numbers", "own numbers"):
        own = traits.naming == "own numbers"
        return write_numbered_title(traits.language, plan.number, in_own_language=own)
    if traits.naming == "guests":
        return write_guests(dice)
    if traits.naming == "days" and plan.day:
        return _write_day(plan.day)
    title = write_episode_title(dice)
    return title if plan.kind == REGULAR else f"Special: {title}"


def _write_day(day: date) -> str:
    return f"{datetime.combine(day, time(), UTC):%B} {day.day}, {day.year}"


def _code(plan: EpisodePlan) -> str:
    return f"{plan.season}x{plan.number:02}" if plan.number is not None else f"s{plan.season:02} special"


def _runtime(dice: Dice, traits: Traits) -> int | None:
    if dice.chance("unknown runtime", 0.004 if traits.is_broadcast else 0.11):
        return None
    return max(1, traits.runtime + (dice.between("minutes", -4, 6) if dice.chance("uneven", 0.3) else 0))


def _rating(dice: Dice) -> float | None:
    """Give a rating, mostly none; whole ones are integers in TVMaze's JSON."""
    if not dice.chance("rated", 0.12):
        return None
    rating = dice.between("rating", 52, 92) / 10
    return round(rating) if rating.is_integer() or dice.chance("whole", 0.06) else rating


def _image_share(traits: Traits) -> float:
    return 0.07 if traits.is_broadcast else 0.38


def _summary(dice: Dice, traits: Traits) -> str | None:
    written, empty = (0.5, 0.185) if traits.is_broadcast else (0.34, 0.005)
    thrown = dice.number("summary")
    if thrown < written:
        return write_episode_summary(dice, traits.type)
    return "" if thrown < written + empty else None


def _age(episode: dict[str, Any], age: float) -> None:
    links = episode["_links"]
    if age < EPISODE_TYPE_SINCE:
        del episode["type"]
    if age < EPISODE_RATING_SINCE:
        del episode["rating"]
    if age < SHOW_LINK_SINCE:
        del links["show"]
    elif age < LINK_NAMES_SINCE:
        del links["show"]["name"]
