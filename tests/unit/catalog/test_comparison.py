"""What differs between a document and its row is named field by field."""

from __future__ import annotations

from typing import Any

import pytest

from catalog.comparison import list_differing_fields
from catalog.repair import is_episode_id

STORED: dict[str, Any] = {"version": 3, "id": 1, "name": "Pilot", "show": {"id": 2, "image": None}}


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({}, ()),
        ({"version": 99}, ()),
        ({"name": "pilot"}, ("name",)),
        ({"name": None}, ("name",)),
        ({"planted": None}, ("planted",)),
        ({"show": {"id": 2, "image": {"medium": "m"}}}, ("show.image",)),
        ({"show": {"id": 2}}, ("show.image",)),
        ({"show": {"id": 3, "image": None, "version": 1}}, ("show.id", "show.version")),
        ({"show": None}, ("show",)),
    ],
)
def test_every_difference_but_the_version_is_named(change: dict[str, Any], fields: tuple[str, ...]) -> None:
    expected = {name: value for name, value in STORED.items() if name != "version"}

    assert list_differing_fields(expected, {**STORED, **change}) == fields


def test_a_field_that_is_gone_is_named() -> None:
    assert list_differing_fields({"id": 1, "summary": None}, {"id": 1}) == ("summary",)


@pytest.mark.parametrize("name", ["1", "42", str(2**63 - 1)])
def test_an_id_that_a_row_can_have_is_an_episodes(name: str) -> None:
    assert is_episode_id(name)


@pytest.mark.parametrize("name", [str(2**63), "01", "-1", "", "abc", "1.0", "²", "\N{ARABIC-INDIC DIGIT ONE}"])
def test_an_id_that_no_row_can_have_is_no_episodes(name: str) -> None:
    assert not is_episode_id(name)
