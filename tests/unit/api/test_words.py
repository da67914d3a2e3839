"""What is typed is taken apart as people mean it, and nothing typed is an error."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.search.words import Numbered, Phrase, Typed, has_word, squeeze, take_apart


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("long night", {"words": ("long", "night")}),
        ("  long   night ", {"words": ("long", "night")}),
        ("spider-man", {"words": ("spider-man",)}),
        ("law & order!", {"words": ("law", "order!")}),
        ('"long night"', {"phrases": (Phrase("long night"),)}),
        ('the "long night', {"words": ("the",), "phrases": (Phrase("long night", begun=True),)}),
        ("\u201clong night\u201d", {"phrases": (Phrase("long night"),)}),
        ('"" "!" "night"', {"phrases": (Phrase("night"),)}),
        ("night -long", {"words": ("night",), "without": ("long",)}),
        ('night -"long way"', {"words": ("night",), "without": ("long way",)}),
        ("-spider-man", {"without": ("spider-man",)}),
        ("- night --", {"words": ("night",)}),
        ("night S02E05", {"words": ("night",), "numbers": (Numbered(2, 5, ("S02E05",)),)}),
        ("s2e5", {"numbers": (Numbered(2, 5, ("s2e5",)),)}),
        ("S02 E05", {"numbers": (Numbered(2, 5, ("S02", "E05")),)}),
        ("2x05 night", {"words": ("night",), "numbers": (Numbered(2, 5, ("2x05",)),)}),
        ("S2020E12", {"numbers": (Numbered(2020, 12, ("S2020E12",)),)}),
        ("night season 2", {"words": ("night",), "numbers": (Numbered(2, None, ("season", "2")),)}),
        ("Season 2, Episode 5", {"numbers": (Numbered(2, 5, ("Season", "2,", "Episode", "5")),)}),
        ("night s02", {"words": ("night",), "numbers": (Numbered(2, None, ("s02",)),)}),
        ("1920x1080p", {"words": ("1920x1080p",)}),
        ("seasons 2", {"words": ("seasons", "2")}),
        ("series2e5", {"words": ("series2e5",)}),
        ("???", {}),
        ("", {}),
        ("\U0001f383 night", {"words": ("\U0001f383", "night")}),
    ],
)
def test_a_search_box_is_taken_apart(text: str, parts: dict[str, object]) -> None:
    typed = take_apart(text)

    assert typed == Typed(text, **parts)  # type: ignore[arg-type]


@given(st.text(alphabet=st.sampled_from("ab é-\"'x2sE\u201c."), max_size=60))
def test_every_part_has_a_word_and_no_quote(text: str) -> None:
    typed = take_apart(text)

    parts = [*typed.words, *(phrase.text for phrase in typed.phrases), *typed.without]
    assert all(map(has_word, parts))
    assert not any('"' in part for part in parts)


def test_what_only_leaves_out_looks_for_nothing() -> None:
    assert take_apart("-news").is_only_without
    assert not take_apart("-news night").is_only_without
    assert not take_apart("-news S02").is_only_without
    assert not take_apart("").is_only_without


def test_words_are_written_as_one_without_what_parts_them() -> None:
    assert squeeze("spider-man") == squeeze("spider", "man") == "spiderman"
    assert squeeze("&", "!") == ""
