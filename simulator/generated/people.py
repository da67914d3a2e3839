"""People, by id: a fixed company of actors, presenters and guests."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from simulator.generated.channels import COUNTRIES
from simulator.generated.dice import Dice, Shares
from simulator.generated.slugs import image, page, resource
from simulator.generated.vocabulary.names import FAMILY_NAMES, FEMALE_NAMES, MALE_NAMES

COMPANY = 9_000

_GENDERS: Shares[str | None] = Shares({"Female": 0.4, "Male": 0.4, None: 0.2})
_BIRTHS_FROM = date(1938, 1, 1)
_BIRTHS_TO_DAYS = 68 * 365
_DEATHS_FROM = date(2008, 1, 1)
_DEATHS_TO_DAYS = 16 * 365


def choose_person(dice: Dice, name: str) -> int:
    """Choose somebody's id; low ids work a lot, so they meet in many shows."""
    return 1 + int(dice.number(name) ** 1.5 * COMPANY)


@lru_cache(maxsize=COMPANY)
def person_name(seed: int, person_id: int) -> str:
    """Give a person's name."""
    dice = Dice(seed, "person", person_id)
    given = FEMALE_NAMES if dice.chance("female", 0.5) else MALE_NAMES
    middle = f" {dice.pick('initial', 'ABCDEFGHJKLMNPRSTW')}." if dice.chance("middle", 0.06) else ""
    family = dice.pick("family", FAMILY_NAMES)
    if dice.chance("double", 0.05):
        family = f"{family}-{dice.pick('second family', FAMILY_NAMES)}"
    return f"{dice.pick('given', given)}{middle} {family}"


@lru_cache(maxsize=COMPANY)
def make_person(seed: int, person_id: int) -> dict[str, Any]:
    """Give a person as casts carry it; rows of older recordings lack ``updated``."""
    dice = Dice(seed, "person", person_id)
    name = person_name(seed, person_id)
    person = {
        "id": person_id,
        "url": page("people", person_id, name),
        "name": name,
        "country": dice.pick("country", COUNTRIES).payload() if dice.chance("known country", 0.78) else None,
        "birthday": _day(dice, "birthday", _BIRTHS_FROM, _BIRTHS_TO_DAYS, 0.75),
        "deathday": _day(dice, "deathday", _DEATHS_FROM, _DEATHS_TO_DAYS, 0.03),
        "gender": dice.weigh("gender", _GENDERS),
        "image": image("portrait", 700_000 + person_id) if dice.chance("image", 0.97) else None,
        "updated": 1_600_000_000 + dice.between("updated", 0, 130_000_000),
        "_links": {"self": {"href": resource("people", person_id)}},
    }
    if dice.chance("older row", 0.3):
        del person["updated"]
    return person


def _day(dice: Dice, name: str, first: date, days: int, share: float) -> str | None:
    known = dice.chance(f"known {name}", share)
    return (first + timedelta(days=dice.between(name, 0, days))).isoformat() if known else None
