"""What is said of episodes, how people write, and which queries a seed draws."""

from __future__ import annotations

from random import Random

import pytest

from bench.relevance.drawn import draw_queries
from bench.relevance.folding import begins, holds, split
from bench.relevance.predicates import (
    JudgedQuery,
    character_has,
    genre,
    guests,
    mentions,
    name_has,
    numbered,
    plays,
    show,
    title_begins,
)
from bench.relevance.typing_habits import add_accent, drop_accents, leave_unfinished, mistype, mistype_twice
from tests.unit.catalog.television import make_episode, make_show

EPISODES = [
    make_episode(
        make_show(name=f"The Amber Lighthouse {number % 3}", weight=number), id=number, name=f"Night Train {number}"
    )
    for number in range(1, 13)
]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The Café of Søren O'Brien", ("the", "cafe", "of", "soren", "obrien")),
        ("Gabriel's Wolves", ("gabriel", "wolve")),
        ("Spider-Man: Noir_2", ("spider", "man", "noir", "2")),
        ("Моя прекрасная", ("моя", "прекрасная")),
        ("Boss bus", ("boss", "bus")),
        (None, ()),
    ],
)
def test_texts_are_compared_folded(text: str | None, words: tuple[str, ...]) -> None:
    assert split(text) == words


def test_a_phrase_stands_side_by_side() -> None:
    assert holds(("a", "b", "c"), ("b", "c"))
    assert not holds(("a", "b", "c"), ("a", "c"))
    assert begins(("a", "bcd"), ("a", "bc"))
    assert not begins(("abc", "bcd"), ("a", "bc"))


@pytest.mark.parametrize(
    "predicate",
    [
        show("bones"),
        name_has("PILOT"),
        title_begins("bon"),
        numbered(1, 1),
        plays("emily") & plays("gast"),
        guests("gast") & ~guests("emily"),
        character_has("temperance") | genre("western"),
        mentions("drama body hulu gast"),
    ],
)
def test_predicates_look_at_every_part_of_an_episode(predicate: object) -> None:
    assert callable(predicate)
    assert predicate(make_episode())


def test_the_best_grade_counts() -> None:
    query = JudgedQuery("show", "bones", {1: mentions("bones"), 3: show("Bones")})

    assert query.grade(make_episode()) == 3
    assert query.grade(make_episode(make_show(name="Old Bones"))) == 1
    assert query.grade(make_episode(make_show(name="Castle"))) == 0


def test_typos_change_a_word_and_keep_its_first_letter() -> None:
    for seed in range(50):
        once, twice = (change("lighthouse of", Random(seed)) for change in (mistype, mistype_twice))

        assert once is not None
        assert once != "lighthouse of"
        assert once.startswith("l")
        assert once.endswith(" of")
        assert twice is None or twice != "lighthouse of"


def test_short_words_are_written_right() -> None:
    assert mistype("a cat", Random(1)) is None
    assert leave_unfinished("the cat", Random(1)) is None
    assert add_accent("rhythm", Random(1)) is None
    assert drop_accents("Zoë Saldaña") == "Zoe Saldana"


def test_a_seed_draws_the_same_queries_again_and_another_seed_others() -> None:
    first, again, other = (draw_queries(EPISODES, seed, of_each=1) for seed in (1, 1, 2))

    assert [query.text for query in first] == [query.text for query in again]
    assert [query.text for query in first] != [query.text for query in other]
    assert all(any(map(query.grade, EPISODES)) for query in first)
