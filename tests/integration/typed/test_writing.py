"""Names are found however they are written, and phrases, exclusions and numbers do what people expect of them."""

from __future__ import annotations

import pytest

from tests.fixtures.api import RunningApi
from tests.integration.typed.asking import list_ids, search

LIGHTHOUSE = [71, 72, 73, 74]


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("shade", [10]),
        ("s.h.a.d.e.", [10]),
        ("S.H.A.D.E", [10]),
        ("922", [20]),
        ("9-2-2", [20]),
        ("spiderling", [30]),
        ("spider ling", [30]),
        ("spider-ling", [30]),
        ("spider-li", [30]),
        ("spider li", [30]),
        ("webs spider ling", [30]),
        ("spider ling webs", [30]),
        ("law and harbour", [40]),
        ("law & harbour", [40]),
        ("law harbour", [40]),
        ("greys orchard", [50]),
        ("grey's orchard", [50]),
        ("grey\u2019s orchard", [50]),
        ("grey orchard", [50]),
        ("o'malley", [60]),
        ("omalley", [60]),
        ("light house", LIGHTHOUSE),
        ("siobhan", [60, *LIGHTHOUSE]),
    ],
)
def test_a_name_is_found_however_it_is_written(api: RunningApi, words: str, ids: list[int]) -> None:
    assert sorted(list_ids(api, words)) == ids


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ('"lamp oil"', [71, 90]),
        ("lamp oil", [71, 90, 91]),
        ('"oil of a lamp"', [91]),
        ('"of a lamp" burns', [91]),
        ('"lamp oil bu', [90]),
        ('"lamp burns"', []),
        ('"law and harbour"', [40]),
        ('"siobhan fallon"', [60]),
        ('"fallon siobhan"', LIGHTHOUSE),
        ('"oil burns" "burns long"', [90]),
    ],
)
def test_a_phrase_stands_together(api: RunningApi, words: str, ids: list[int]) -> None:
    assert sorted(list_ids(api, words)) == ids


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("lamp -burns", [71]),
        ('lamp -"lamp oil"', [91]),
        ("lighthouse -wick -match -special", [71]),
        ("light-house -wicks", [71, 73, 74]),
        ("oil -of", [71]),
        ("lighthouse -fallon", []),
    ],
)
def test_what_is_left_out_is_not_found(api: RunningApi, words: str, ids: list[int]) -> None:
    assert sorted(list_ids(api, words)) == ids


def test_leaving_out_alone_gives_all_others_newest_first(api: RunningApi) -> None:
    left = list_ids(api, "-nbc")
    others = list_ids(api, "-lamp")

    assert left == []
    assert others == [82, 81, 80, 74, 73, 72, 60, 50, 40, 30, 20, 10]


def test_leaving_out_alone_has_no_order_by_relevance(api: RunningApi) -> None:
    response = api.get("/v1/episodes", params={"q": "-lamp", "sort": "relevance"})

    assert response.status_code == 400
    assert [error["parameter"] for error in response.json()["errors"]] == ["sort"]


@pytest.mark.parametrize("words", ["S02E05", "s2e5", "2x05", "season 2 episode 5", "S02 E05"])
def test_a_number_finds_the_episode_however_it_is_written(api: RunningApi, words: str) -> None:
    assert list_ids(api, f"lighthouse {words}") == [71]
    assert list_ids(api, f"{words} the lighthouse") == [71]


def test_a_season_alone_and_a_name_that_only_looks_like_a_number(api: RunningApi) -> None:
    assert sorted(list_ids(api, "lighthouse season 2")) == [71, 72, 74]
    assert sorted(list_ids(api, "2x05")) == [71, 80]
    assert list_ids(api, "code 2x05") == [80]
    assert list_ids(api, "2x07") == []


def test_a_name_that_looks_like_an_exclusion_is_found_by_it(api: RunningApi) -> None:
    assert 81 in list_ids(api, "-30-")


@pytest.mark.parametrize(
    ("words", "meant", "ids"),
    [
        ("lighthuose", "lighthouse", LIGHTHOUSE),
        ("lighthose wicks", "lighthouse wicks", [72]),
        ("siobhan falon", "siobhan fallon", [60, *LIGHTHOUSE]),
        ("spiderlng", "spiderling", [30]),
        ("orchrad", "orchard", [50]),
        ("mrs quil", None, [60, *LIGHTHOUSE]),
        ("lihgthouse S02E05", "lighthouse S02E05", [71]),
        ("lihgthouse -wicks -special -matches", "lighthouse -wicks -special -matches", [71]),
    ],
)
def test_almost_the_words_find_what_they_were_taken_for(
    api: RunningApi, words: str, meant: str | None, ids: list[int]
) -> None:
    found = search(api, words)

    assert sorted(item["id"] for item in found["items"]) == ids
    assert found["did_you_mean"] == meant
    if meant:
        again = search(api, meant)
        assert again["total"]["value"]
        assert again["did_you_mean"] is None


def test_words_that_exist_are_never_taken_for_others(api: RunningApi) -> None:
    hidden = search(api, "wicks", season=9)

    assert list_ids(api, "wicks") == [72]
    assert hidden["total"]["value"] == 0
    assert hidden["did_you_mean"] is None


def test_a_number_is_never_taken_for_another(api: RunningApi) -> None:
    assert list_ids(api, "lihgthouse 9223") == []
    assert list_ids(api, "9223") == []


def test_short_words_and_strange_ones_are_taken_for_none(api: RunningApi) -> None:
    assert list_ids(api, "lmp") == []
    assert search(api, "xyzzyplugh")["did_you_mean"] is None


def test_almost_the_words_are_narrowed_and_paged_like_all_others(api: RunningApi) -> None:
    narrowed = search(api, "lighthuose", season=2, per_page=2, sort="-number", facets="season")
    second = search(api, "lighthuose", season=2, per_page=2, sort="-number", page=2)

    assert [item["id"] for item in narrowed["items"]] == [72, 71]
    assert [item["id"] for item in second["items"]] == [74]
    assert narrowed["total"]["value"] == second["total"]["value"] == 3
    assert narrowed["facets"]["season"] == [
        {"value": 2, "count": 3, "selected": True},
        {"value": 3, "count": 1, "selected": False},
    ]


def test_twenty_misspelt_words_are_answered(api: RunningApi) -> None:
    words = " ".join(["lihgthouse", "orchrad", "spiderlng", "siobhna", "numreals"] * 4)

    found = search(api, words)

    assert found["items"] == []
