"""Casts and seasons to rows."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from pipeline.transform import CastRow, PersonRow, RoleRow, SeasonRow, to_cast_rows, to_season_rows
from pipeline.tvmaze.payloads import CastPayload, SeasonPayload

PERSON: dict[str, Any] = {
    "id": 1,
    "url": "https://www.tvmaze.com/people/1/ann",
    "name": "Ann &amp; Co",
    "country": {"name": "Canada", "code": "CA", "timezone": "America/Halifax"},
    "birthday": "1979-07-17",
    "deathday": None,
    "gender": "Female",
    "image": {"medium": "m.jpg", "original": "o.jpg"},
    "updated": 1,
}
CHARACTER: dict[str, Any] = {"id": 10, "url": "https://www.tvmaze.com/characters/10/bea", "name": "Bea", "image": None}


def _cast(*rows: tuple[int, int], **values: Any) -> list[CastPayload]:
    wire = [
        {"person": {**PERSON, "id": person}, "character": {**CHARACTER, "id": role}, "self": False, "voice": True}
        for person, role in rows
    ]
    return msgspec.convert([{**row, **values} for row in wire], list[CastPayload])


def test_every_field_of_a_cast_finds_its_column() -> None:
    rows = to_cast_rows(_cast((1, 10)))

    assert rows.people == (
        PersonRow(
            1,
            "Ann & Co",
            "CA",
            date(1979, 7, 17),
            None,
            "Female",
            "m.jpg",
            "o.jpg",
            "https://www.tvmaze.com/people/1/ann",
        ),
    )
    assert rows.roles == (RoleRow(10, "Bea", None, None, "https://www.tvmaze.com/characters/10/bea"),)
    assert rows.cast == (CastRow(1, 10, 0, is_self=False, is_voice=True),)
    assert rows.is_complete


def test_a_cast_keeps_its_order_and_names_everyone_once() -> None:
    rows = to_cast_rows(_cast((2, 20), (1, 10), (2, 21), (2, 20)))

    assert [(row.person_id, row.role_id, row.position) for row in rows.cast] == [(2, 20, 0), (1, 10, 1), (2, 21, 2)]
    assert [person.id for person in rows.people] == [1, 2]
    assert [role.id for role in rows.roles] == [10, 20, 21]


def test_a_person_of_whom_little_is_known() -> None:
    bare = {"id": 1, "name": "Ann", "country": None, "birthday": None, "gender": None, "image": None}

    (person,) = to_cast_rows(_cast((1, 10), person=bare)).people

    assert person == PersonRow(1, "Ann", None, None, None, None, None, None, None)


def test_seasons_are_sorted_and_told_once() -> None:
    seasons = [SeasonPayload(id=9, number=2024), SeasonPayload(id=3, number=1), SeasonPayload(id=9, number=2024)]

    assert to_season_rows(seasons) == (SeasonRow(3, 1), SeasonRow(9, 2024))
