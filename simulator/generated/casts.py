"""Main casts of shows and guest casts of episodes, for shows of any origin: only id and type are looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from simulator.generated.dice import Dice, Shares
from simulator.generated.people import choose_person, make_person, person_name
from simulator.generated.slugs import image, page, resource
from simulator.generated.vocabulary.names import FAMILY_NAMES, GIVEN_NAMES, TITLES

# Ids of a show's characters: the main cast's from 0, the guests' from the middle.
CHARACTERS = 10_000
_GUESTS_FROM = 5_000

_SIZES = Shares({(3, 8): 0.55, (9, 16): 0.38, (17, 40): 0.055, (120, 400): 0.013, (1_300, 1_450): 0.002})
_PANEL = (1, 4)
_APPEARING_AS_THEMSELVES = {"Talk Show", "News", "Reality", "Game Show", "Variety", "Panel Show", "Sports"}
_GUEST_SHARES = {"Scripted": 0.5, "Talk Show": 0.6, "Animation": 0.35, "Panel Show": 0.5, "Variety": 0.4, "News": 0.02}
_GUEST_SHARE_ELSEWHERE = 0.1


@dataclass(frozen=True, slots=True)
class Casting:
    """What decides a show's casts."""

    seed: int
    show_id: int
    show_type: str

    @property
    def as_themselves(self) -> bool:
        """Whether people appear under their own names."""
        return self.show_type in _APPEARING_AS_THEMSELVES


def make_cast(casting: Casting) -> list[dict[str, Any]]:
    """List a show's main cast; now and then somebody plays two of its characters."""
    dice = Dice(casting.seed, "cast", casting.show_id)
    lowest, highest = _PANEL if casting.as_themselves else dice.weigh("size", _SIZES)
    size = dice.between("people", lowest, highest)
    chosen = dict.fromkeys(choose_person(dice, f"person {place}") for place in range(size))
    people = list(chosen)
    if not casting.as_themselves and dice.chance("a double role", 0.15):
        people.append(people[0])
    return [_appearance(casting, person_id, place) for place, person_id in enumerate(people)]


def make_guest_cast(casting: Casting, episode_id: int) -> list[dict[str, Any]]:
    """List an episode's guests, drawn from the show's own circle, so that some come back."""
    dice = Dice(casting.seed, "guests", episode_id)
    if not dice.chance("any", _GUEST_SHARES.get(casting.show_type, _GUEST_SHARE_ELSEWHERE)):
        return []
    circle = Dice(casting.seed, "circle", casting.show_id).between("size", 12, 160)
    places = dict.fromkeys(dice.between(f"guest {each}", 0, circle) for each in range(dice.between("guests", 1, 8)))
    return [_guest(casting, place) for place in places]


def _guest(casting: Casting, place: int) -> dict[str, Any]:
    person_id = choose_person(Dice(casting.seed, "circle", casting.show_id), f"guest {place}")
    return _appearance(casting, person_id, _GUESTS_FROM + place)


def _appearance(casting: Casting, person_id: int, place: int) -> dict[str, Any]:
    return {
        "person": make_person(casting.seed, person_id),
        "character": _make_character(casting, person_id, place),
        "self": casting.as_themselves,
        "voice": casting.show_type == "Animation",
    }


def _make_character(casting: Casting, person_id: int, place: int) -> dict[str, Any]:
    character_id = casting.show_id * CHARACTERS + place
    dice = Dice(casting.seed, "character", character_id)
    name = person_name(casting.seed, person_id) if casting.as_themselves else _name_character(dice)
    return {
        "id": character_id,
        "url": page("characters", character_id, name),
        "name": name,
        "image": image("portrait", 900_000 + character_id % 90_000) if dice.chance("image", 0.95) else None,
        "_links": {"self": {"href": resource("characters", character_id)}},
    }


def _name_character(dice: Dice) -> str:
    given, family = dice.pick("given", GIVEN_NAMES), dice.pick("family", FAMILY_NAMES)
    if dice.chance("title", 0.25):
        return f"{dice.pick('which title', TITLES)} {family}"
    if dice.chance("nickname", 0.05):
        return f'{given} "{dice.pick("nick", GIVEN_NAMES)}" {family}'
    return given if dice.chance("given only", 0.3) else f"{given} {family}"
