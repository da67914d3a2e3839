"""Words that values are searched by: as patterns, which mean the same to Python as to Lucene, and in any script."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.search.beginnings import find_beginnings, fold

NAMES = [
    "Zoë Saldaña",
    "Conan O'Brien",
    "Strauß",
    "Mads Mikkelsen",
    "Søren Æbelø",
    "Þór Œuvre",
    "Ŋambi Đorđe",
    "Андрей Йорданов",
    "Фёдор",
    "Αλέξανδρος Παπαδόπουλος",
    "がっこう",
    "김태희",
    "王菲",
    "İpek",
    "हिन्दी",
    "שלום",
]


def _is_found(words: str, name: str) -> bool:
    return re.fullmatch(find_beginnings(words), name) is not None


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_name_is_found_by_itself_in_any_case(name: str, form: Literal["NFC", "NFD"]) -> None:
    for typed in (name, name.upper(), name.lower(), name.casefold()):
        assert _is_found(unicodedata.normalize(form, typed), name)


@pytest.mark.parametrize("name", NAMES)
def test_every_beginning_of_a_name_finds_it(name: str) -> None:
    for end in range(1, len(name) + 1):
        assert _is_found(name[:end], name)
        if fold(name).isascii():
            assert _is_found(fold(name[:end]), name)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("strauss", "Strauß"),
        ("straus", "Strauß"),
        ("strauß", "Strauss"),
        ("aebel", "Søren Æbelø"),
        ("soren æb", "Søren Aebelø"),
        ("thor", "Þór Œuvre"),
        ("oeuv", "Þór Œuvre"),
        ("федор", "Фёдор"),
        ("фёд", "Федор"),
        ("иорд", "Андрей Йорданов"),
        ("αλεξ παπα", "Αλέξανδρος Παπαδόπουλος"),
        ("かつ", "がつ"),
        ("희", "김태희"),
        ("ipek", "İpek"),
    ],
)
def test_accents_and_letters_that_are_two_are_no_difference(words: str, name: str) -> None:
    assert _is_found(words, name)


@pytest.mark.parametrize(("words", "name"), [("rauss", "Strauß"), ("дор", "Фёдор"), ("s", "Zoë"), ("strat", "Strauß")])
def test_what_is_not_begun_is_not_found(words: str, name: str) -> None:
    assert not _is_found(words, name)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n\x00"), min_size=1, max_size=50))
def test_whatever_is_written_is_found_by_itself(name: str) -> None:
    assert re.fullmatch(find_beginnings(name), name, re.DOTALL)
