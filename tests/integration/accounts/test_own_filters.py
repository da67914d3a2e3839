"""Whatever narrows or orders a search of all episodes narrows and orders a user's own alike."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest

from catalog.index import FILTERS, RANGES
from tests.fixtures.api import RunningApi
from tests.integration.accounts.somebody import Register, Somebody

THEIRS = [1, 3, 4, 6, 8]
WITHDRAWN = 7
LISTS = pytest.mark.parametrize("path", ["/v1/me/bookmarks", "/v1/me/likes"])
QUERIES = [
    "show_id=1",
    "show_id=1&show_id=5",
    "genre=Drama",
    "genre=Drama&genre=Food",
    "genre=Drama&language=French",
    "genre=Unheard",
    "network=NBC",
    "network_id=1",
    "web_channel=Netflix",
    "show_type=News&show_type=Reality",
    "show_status=Ended",
    "language=French",
    "country=CA",
    "country=none",
    "episode_type=regular",
    "season=2020",
    "number=1",
    "person=Mariska+Hargitay",
    "person_id=3&person_id=2",
    "guest=Conan+O%27Brien",
    "feed=us_web",
    "airdate_from=2020-12-02",
    "airdate_to=2020-12-02",
    "airs_from=2020-12-03T01:04:00Z",
    "airs_to=2020-12-02T01:01:00Z",
    "runtime_min=60",
    "runtime_max=15",
    "rating_min=7.1",
    "rating_max=7",
    "likes_min=2",
    "likes_max=2",
    "rated=true",
    "rated=false",
    "q=homecoming",
    "q=law+and+ord",
    "q=nbc&genre=Drama",
    "q=epilogue+noel",
    "q=nothing+at+all",
    "include=cast",
]
SORTS = ["name", "-airstamp", "airdate,-number", "-show,name", "runtime", "-rating", "-likes", "season", "-name"]


@pytest.fixture(scope="module")
def ada(register: Register) -> Somebody:
    """Give somebody who reacted to some episodes, a withdrawn one among them; these tests only read."""
    made = register()
    for episode_id in [*THEIRS, WITHDRAWN]:
        made.bookmark(episode_id)
        made.like(episode_id)
    return made


def test_every_filter_and_range_is_tried() -> None:
    tried = {name for query in QUERIES for name, _ in parse_qsl(query)}

    assert {"q", "rated", "include", *FILTERS, *RANGES} == tried


@LISTS
@pytest.mark.parametrize("query", QUERIES)
def test_a_question_finds_of_the_user_s_own_what_it_finds_of_all(
    api: RunningApi, ada: Somebody, path: str, query: str
) -> None:
    of_all = [item["id"] for item in api.get(f"/v1/episodes?{query}&per_page=100").json()["items"]]

    own = ada.get(f"{path}?{query}&per_page=100").json()

    found = [item["id"] for item in own["items"]]
    assert set(found) - {WITHDRAWN} == set(of_all) & set(THEIRS)
    assert own["total"]["value"] == len(found)


@LISTS
@pytest.mark.parametrize("sort", SORTS)
def test_an_order_is_that_of_the_search(api: RunningApi, ada: Somebody, path: str, sort: str) -> None:
    of_all = [item["id"] for item in api.get(f"/v1/episodes?sort={sort}&per_page=100").json()["items"]]

    found = ada.list_ids(f"{path}?sort={sort}")

    assert [one for one in found if one != WITHDRAWN] == [one for one in of_all if one in THEIRS]
    assert WITHDRAWN in found


@LISTS
@pytest.mark.parametrize("query", ["q=homecoming", "show_id=5", "network=NBC&airdate_from=2020-12-03", "likes_min=9"])
def test_a_withdrawn_episode_is_found_by_what_it_is(ada: Somebody, path: str, query: str) -> None:
    assert WITHDRAWN in ada.list_ids(f"{path}?{query}")


@LISTS
@pytest.mark.parametrize("query", ["q=pilot", "show_id=1", "rated=true", "airdate_to=2020-12-02"])
def test_a_withdrawn_episode_is_not_found_by_what_it_is_not(ada: Somebody, path: str, query: str) -> None:
    assert WITHDRAWN not in ada.list_ids(f"{path}?{query}")


@LISTS
def test_with_words_the_best_comes_before_the_newest(ada: Somebody, path: str) -> None:
    assert ada.list_ids(path).index(WITHDRAWN) < ada.list_ids(path).index(6)

    for query in ("q=homecoming", "q=homecoming&sort=relevance", "q=homecoming&sort=relevance,-airstamp"):
        assert ada.list_ids(f"{path}?{query}") == [6, WITHDRAWN]
