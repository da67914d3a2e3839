"""What a show is like, decided once: everything that its episodes and its own object need to agree on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

from simulator.generated.dice import Dice, Shares
from simulator.generated.lineup import Beat
from simulator.generated.timeline import Run
from simulator.generated.writing import write_show_title

# Newer keys are absent in rows that were made before: rows are as old as their ``age``, from 0 (2016) up to 1 (now).
# The bounds are the shares of recorded rows that lack the key.
OFFICIAL_SITE_SINCE = 0.025
UTC_STAMPS_SINCE = 0.03
HTTPS_SINCE = 0.055
EPISODE_TYPE_SINCE = 0.087
EPISODE_RATING_SINCE = 0.111
ENDED_SINCE = 0.15
SHOW_LINK_SINCE = 0.36
CHANNEL_SITE_SINCE = 0.46
LINK_NAMES_SINCE = 0.6

_DAILY = Shares(
    {
        "News": 0.34,
        "Talk Show": 0.3,
        "Game Show": 0.12,
        "Scripted": 0.1,
        "Variety": 0.06,
        "Sports": 0.05,
        "Reality": 0.03,
    }
)
_BROADCAST = Shares(
    {
        "Reality": 0.34,
        "Scripted": 0.32,
        "Documentary": 0.14,
        "Animation": 0.09,
        "Sports": 0.03,
        "Variety": 0.03,
        "Talk Show": 0.02,
        "Panel Show": 0.02,
        "Award Show": 0.01,
    }
)
_STREAMED = Shares(
    {
        "Scripted": 0.5,
        "Animation": 0.17,
        "Documentary": 0.14,
        "Reality": 0.11,
        "Talk Show": 0.04,
        "Variety": 0.02,
        "Sports": 0.01,
        "Panel Show": 0.01,
    }
)
_LANGUAGES = Shares(
    {
        "English": 0.63,
        "Chinese": 0.12,
        "Russian": 0.04,
        "Korean": 0.04,
        "Japanese": 0.04,
        "Spanish": 0.05,
        "French": 0.03,
        "German": 0.02,
        "Hindi": 0.015,
        "Portuguese": 0.015,
    }
)
_AT_HOME = Shares({True: 0.92, False: 0.08})
_RUNTIMES = {
    "Scripted": (30, 45, 60, 60),
    "Animation": (11, 15, 25, 30),
    "Reality": (30, 60, 60, 120),
    "Documentary": (45, 60, 90),
    "News": (5, 30, 30, 60),
    "Talk Show": (30, 60, 60, 65),
    "Game Show": (30, 30, 60),
    "Variety": (60, 120, 180),
    "Sports": (30, 120, 180, 240),
    "Panel Show": (30, 45),
    "Award Show": (120, 180),
}
_DAYTIME: Sequence[time] = tuple(time(hour, minute) for hour in range(6, 19) for minute in (0, 30))
_EVENING: Sequence[time] = tuple(
    time(hour, minute) for hour in (19, 20, 20, 21, 21, 22, 22, 23) for minute in (0, 0, 30)
)
# After midnight, but labelled with the day before.
_NIGHT: Sequence[time] = (time(0), time(0), time(0, 37), time(1), time(1, 30), time(2), time(2, 30), time(3))
_TIMES: dict[Beat, Shares[Sequence[time]]] = {
    Beat.DAILY: Shares({_DAYTIME: 0.68, _EVENING: 0.27, _NIGHT: 0.05}),
    Beat.WEEKLY: Shares({_DAYTIME: 0.24, _EVENING: 0.73, _NIGHT: 0.03}),
    Beat.DROP: Shares({_DAYTIME: 0.5, _NIGHT: 0.5}),
}
# Shows whose channel sits in another zone now than when they aired.
_FORMER_ZONES = ("America/Halifax", "Asia/Tokyo", "Europe/London", "America/Chicago")
# A global channel has no country: times that are left of its local days are New York's.
_ZONE_OF_GLOBAL = "America/New_York"


@dataclass(frozen=True, slots=True)
class Traits:
    """A show's character."""

    name: str
    type: str
    language: str | None
    runtime: int
    airtime: time | None  # None: unknown
    placeholder: time  # of the airstamp, where the airtime is unknown
    timezone: str
    is_broadcast: bool
    naming: str  # of episodes: titles, numbers, own numbers, guests, days
    age: float

    @property
    def scheme(self) -> str:
        """The scheme of addresses in its rows."""
        return "https" if self.age >= HTTPS_SINCE else "http"


def find_traits(seed: int, run: Run) -> Traits:
    """Decide what a show is like."""
    dice = Dice(seed, "show", run.show_id)
    is_broadcast = run.slot.network is not None
    show_type = dice.weigh("type", _types(run, is_broadcast=is_broadcast))
    language = _language(dice, run)
    return Traits(
        name=write_show_title(dice, show_type, language),
        type=show_type,
        language=language,
        runtime=dice.pick("runtime", _RUNTIMES[show_type]),
        airtime=dice.pick("airtime", dice.weigh("time of day", _TIMES[run.slot.beat]))
        if run.slot.has_airtime
        else None,
        placeholder=dice.pick("placeholder", (time(0), time(17))) if dice.chance("no noon", 0.055) else time(12),
        timezone=_timezone(dice, run),
        is_broadcast=is_broadcast,
        naming=_naming(dice, show_type, is_broadcast=is_broadcast),
        age=dice.number("age"),
    )


def _types(run: Run, *, is_broadcast: bool) -> Shares[str]:
    if run.slot.beat is Beat.DAILY:
        return _DAILY
    return _BROADCAST if is_broadcast else _STREAMED


def _language(dice: Dice, run: Run) -> str | None:
    if dice.chance("unknown language", 0.018):
        return None
    country = run.slot.home.country
    return (
        country.language if country and dice.weigh("language at home", _AT_HOME) else dice.weigh("language", _LANGUAGES)
    )


def _timezone(dice: Dice, run: Run) -> str:
    country = run.slot.home.country
    if dice.chance("another zone", 0.0075):
        return dice.pick("zone", _FORMER_ZONES)
    return country.timezone if country else _ZONE_OF_GLOBAL


def _naming(dice: Dice, show_type: str, *, is_broadcast: bool) -> str:
    if show_type == "Talk Show" and dice.chance("guests as names", 0.6):
        return "guests"
    if show_type == "News" and dice.chance("days as names", 0.5):
        return "days"
    if dice.chance("numbers as names", 0.17 if is_broadcast else 0.6):
        return "numbers" if dice.chance("in English", 0.85) else "own numbers"
    return "titles"
