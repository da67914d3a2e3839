"""What the typed words were taken for is read from a hit that has them."""

from __future__ import annotations

from typing import Any

import pytest

from api.search.nearness import suggest_words
from api.search.words import take_apart

DOCUMENT: dict[str, Any] = {
    "name": "The Harbour Lights",
    "summary": "A lighthouse keeper's daughter returns; the harbor master objects.",
    "people": ["Zoë Saldaña", "Mariska Hargitay"],
    "characters": ["Captain Rowe"],
    "show": {"name": "Morning Tide", "network": "NBC", "web_channel": None, "type": "Scripted", "genres": ["Drama"]},
}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("mornng tide", "morning tide"),
        ("mroning tide", "morning tide"),
        ("harbuor lihgts", "harbour lights"),
        ("zoe saldanna", "zoe saldaña"),
        ("Hargitey", "hargitay"),
        ("mornng -tide", "morning -tide"),
        ('mornng "harbour lights"', 'morning "harbour lights"'),
        ("captian rowe", "captain rowe"),
        ("scriptd dramma", "scripted drama"),
        ("morning tide", None),
        ("Morning TIDE", None),
        ("morn", None),
        ("xyzzyplugh", None),
        ("tdi", None),
        ("keepers", None),
    ],
)
def test_only_words_that_the_hit_has_almost_are_replaced(text: str, meant: str | None) -> None:
    assert suggest_words(take_apart(text), DOCUMENT) == meant


def test_of_words_equally_near_the_title_has_it() -> None:
    assert suggest_words(take_apart("harbou lights"), {**DOCUMENT, "name": "Harbour"}) is None
    assert suggest_words(take_apart("harbxr"), {**DOCUMENT, "name": "The Harbir"}) == "harbir"
