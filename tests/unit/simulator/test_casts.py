"""Casts: people who meet again, large ones, double roles, and guests on a share of the episodes."""

from __future__ import annotations

from collections import Counter, defaultdict

from simulator.generated.source import GeneratedSource
from simulator.source import Payload
from tests.unit.simulator.conftest import Month

ENTRY = {"person", "character", "self", "voice"}


def test_a_cast_is_the_same_each_time(catalogue: GeneratedSource, month: Month) -> None:
    show_id = month.shows[0]["id"]

    assert catalogue.cast(show_id) == catalogue.cast(show_id)
    assert all(set(entry) == ENTRY for entry in catalogue.cast(show_id))


def test_people_appear_in_several_shows_and_stay_themselves(catalogue: GeneratedSource, month: Month) -> None:
    shows = defaultdict(set)
    people = defaultdict(list)
    for show in month.shows:
        for entry in catalogue.cast(show["id"]):
            shows[entry["person"]["id"]].add(show["id"])
            people[entry["person"]["id"]].append(entry["person"])

    assert sum(len(each) > 2 for each in shows.values()) > 100
    assert all(person == same[0] for same in people.values() for person in same)


def test_somebody_plays_two_characters_of_a_show(catalogue: GeneratedSource, month: Month) -> None:
    casts = [catalogue.cast(show["id"]) for show in month.shows]
    doubled = [cast for cast in casts if max(Counter(entry["person"]["id"] for entry in cast).values()) == 2]

    assert len(doubled) > 20
    for cast in casts:
        assert len({(entry["person"]["id"], entry["character"]["id"]) for entry in cast}) == len(cast)


def test_some_casts_are_large(catalogue: GeneratedSource, month: Month) -> None:
    sizes = [len(catalogue.cast(show["id"])) for show in month.shows]

    assert max(sizes) > 1_000
    assert sorted(sizes)[len(sizes) // 2] < 12


def test_a_share_of_the_episodes_has_guests_some_of_whom_come_back(catalogue: GeneratedSource, month: Month) -> None:
    appearances: Counter[tuple[int, int]] = Counter()
    guests: list[list[Payload]] = []
    for row in month.rows[:1500]:
        guests.append(catalogue.guest_cast(row["id"]))
        appearances.update({(row["show"]["id"], entry["character"]["id"]) for entry in guests[-1]})

    assert 0.2 < sum(map(bool, guests)) / len(guests) < 0.6
    assert all(set(entry) == ENTRY for cast in guests for entry in cast)
    assert max(appearances.values()) > 1


def test_characters_belong_to_one_show_and_one_person(catalogue: GeneratedSource, month: Month) -> None:
    players = defaultdict(set)
    for row in month.rows[:1500]:
        for entry in catalogue.guest_cast(row["id"]):
            players[entry["character"]["id"]].add((row["show"]["id"], entry["person"]["id"]))
    for show in month.shows:
        for entry in catalogue.cast(show["id"]):
            players[entry["character"]["id"]].add((show["id"], entry["person"]["id"]))

    assert all(len(each) == 1 for each in players.values())
