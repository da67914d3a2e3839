"""``GET /v1/episodes``: filters, ranges, order, pages."""

from __future__ import annotations

import pytest

from tests.fixtures.api import RunningApi

EVERYTHING = [6, 5, 4, 3, 2, 1, 8]


def _ids(api: RunningApi, query: str) -> list[int]:
    response = api.get(f"/v1/episodes?{query}")
    assert response.status_code == 200, response.text
    return [item["id"] for item in response.json()["items"]]


def test_without_a_question_the_newest_comes_first(api: RunningApi) -> None:
    assert _ids(api, "") == EVERYTHING


def test_an_item_has_everything_and_null_where_there_is_nothing(api: RunningApi) -> None:
    (item,) = api.get("/v1/episodes?q=spiderman").json()["items"]

    assert item == {
        "id": 6,
        "name": "Homecoming",
        "season": 1,
        "number": 6,
        "type": "regular",
        "airdate": "2020-12-03",
        "airtime": "",
        "airtime_known": False,
        "airstamp": "2020-12-04T01:06:00+00:00",
        "runtime": 20,
        "rating": None,
        "summary": None,
        "image": None,
        "url": "https://www.tvmaze.com/episodes/6",
        "likes": 0,
        "withdrawn": False,
        "show": {
            "id": 5,
            "name": "Spider-Man",
            "type": "Animation",
            "language": "English",
            "genres": ["Action"],
            "network": "NBC",
            "web_channel": "Netflix",
            "country": "US",
            "timezone": "America/New_York",
            "status": "Running",
            "image": None,
        },
        "highlight": {},
        "liked": None,
        "bookmarked": None,
    }


def test_an_answer_has_its_whole_shape(api: RunningApi) -> None:
    response = api.get("/v1/episodes?per_page=3")
    body = response.json()
    cursor = body["page"].pop("cursor")

    assert isinstance(cursor, str)
    following = "https://tv.example/tvsi/v1/episodes?per_page=3&page=2"
    assert {**body, "items": len(body["items"]), "facets": list(body["facets"])} == {
        "items": 3,
        "total": {"value": 7, "relation": "eq"},
        "facets": ["genre", "network", "show_type", "language", "season", "airdate"],
        "page": {"size": 3, "number": 1, "next": following, "previous": None},
        "did_you_mean": None,
    }
    assert response.headers["Link"] == f'<{following}>; rel="next"'
    assert response.headers["Server-Timing"].startswith("search;dur=")


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("show_id=1", [1, 2]),
        ("show_id=1&show_id=2", [1, 2, 3]),
        ("genre=Drama", [1, 2, 3]),
        ("genre=Drama&genre=Food", [1, 2, 3, 5, 8]),
        ("genre=Drama&language=French", [3]),
        ("genre=Unheard", []),
        ("network=NBC", [1, 2, 4, 6]),
        ("network=Netflix", [3]),
        ("network=T%C3%A9l%C3%A9+Qu%C3%A9bec", [5, 8]),
        ("network_id=1", [1, 2, 6]),
        ("web_channel=Netflix", [3, 6]),
        ("show_type=News&show_type=Reality", [4, 5, 8]),
        ("show_status=Ended", [4]),
        ("language=French", [3]),
        ("country=CA", [5, 8]),
        ("country=none", [3]),
        ("country=none&country=CA", [3, 5, 8]),
        ("episode_type=significant_special", [5]),
        ("season=2020", [4]),
        ("number=1", [1, 3]),
        ("person=Mariska+Hargitay", [1, 2]),
        ("person=Conan+O%27Brien", [2]),
        ("person_id=3&person_id=2", [1, 2]),
        ("person_id=999999999999", []),
        ("guest=Conan+O%27Brien", [2]),
        ("guest=Mariska+Hargitay", []),
        ("feed=us_web", [1, 4]),
        ("airdate_from=2020-12-02", [3, 4, 5, 6]),
        ("airdate_to=2020-12-02", [1, 2, 3, 4]),
        ("airdate_from=2020-12-02&airdate_to=2020-12-02", [3, 4]),
        ("airdate_from=2020-12-03&airdate_to=2020-12-01", []),
        ("airs_from=2020-12-03T01:04:00Z", [4, 5, 6]),
        ("airs_to=2020-12-02T01:01:00Z", [1]),
        ("airs_to=2020-12-01T20:01:00-05:00", [1]),
        ("airs_from=2020-12-02T02:02:00%2B01:00&airs_to=2020-12-02T01:02:00Z", [2]),
        ("runtime_min=60", [1, 2, 7][:2]),
        ("runtime_max=15", [5, 8]),
        ("runtime_min=20&runtime_max=45", [3, 6]),
        ("rating_min=7", [1, 2]),
        ("rating_min=7.1", [1]),
        ("rating_max=7", [2]),
        ("likes_min=2", [1, 2]),
        ("likes_max=2&likes_min=1", [2]),
        ("rated=true", [1, 2]),
        ("rated=false", [3, 4, 5, 6, 8]),
        ("q=homecoming&network=NBC&rated=false", [6]),
    ],
)
def test_filters_and_ranges_find_exactly(api: RunningApi, query: str, ids: list[int]) -> None:
    assert sorted(_ids(api, query)) == ids


@pytest.mark.parametrize(
    ("sort", "ids"),
    [
        ("airstamp", [1, 2, 3, 4, 5, 6, 8]),
        ("-airstamp", EVERYTHING),
        ("airdate", [1, 2, 3, 4, 5, 6, 8]),
        ("-airdate", [5, 6, 3, 4, 1, 2, 8]),
        ("name", [5, 8, 4, 3, 6, 1, 2]),
        ("-name", [2, 1, 6, 3, 4, 8, 5]),
        ("show", [5, 8, 3, 1, 2, 6, 4]),
        ("-show,-name", [4, 6, 2, 1, 3, 8, 5]),
        ("season", [1, 2, 5, 6, 8, 3, 4]),
        ("number", [1, 3, 2, 5, 6, 8, 4]),
        ("-number", [8, 6, 5, 2, 1, 3, 4]),
        ("runtime,name", [5, 8, 6, 3, 1, 2, 4]),
        ("-runtime", [2, 1, 3, 6, 5, 8, 4]),
        ("rating", [2, 1, 3, 4, 5, 6, 8]),
        ("-rating,-airstamp", [1, 2, 6, 5, 4, 3, 8]),
        ("-likes", [1, 2, 3, 4, 5, 6, 8]),
    ],
)
def test_the_order_is_folded_with_missing_values_last_and_ties_by_id(
    api: RunningApi, sort: str, ids: list[int]
) -> None:
    assert _ids(api, f"sort={sort}") == ids


def test_relevance_may_be_one_of_several_keys(api: RunningApi) -> None:
    assert _ids(api, "q=homecoming&sort=relevance,-likes") == [6]
    assert _ids(api, "q=nbc&sort=show,relevance")[-1] == 4


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
def test_walking_the_pages_meets_each_episode_once(api: RunningApi, size: int) -> None:
    walked: list[int] = []
    address = f"/v1/episodes?sort=name&per_page={size}"

    while address:
        body = api.get(address).json()
        walked += [item["id"] for item in body["items"]]
        address = (body["page"]["next"] or "").removeprefix("https://tv.example/tvsi")

    assert walked == [5, 8, 4, 3, 6, 1, 2]


def test_a_page_beyond_the_last_is_empty_and_leads_back_to_one_with_items(api: RunningApi) -> None:
    body = api.get("/v1/episodes?page=100&per_page=3").json()

    assert body["items"] == []
    assert body["total"]["value"] == 7
    assert body["page"]["previous"] == "https://tv.example/tvsi/v1/episodes?per_page=3&page=3"


def test_included_casts_are_in_order_with_ids_and_pictures(api: RunningApi) -> None:
    body = api.get("/v1/episodes?show_id=1&include=cast,guest_cast&sort=airstamp").json()
    first, second = body["items"]

    assert [member["person"]["id"] for member in first["cast"]] == [3, 1]
    assert first["cast"] == second["cast"]
    assert first["guest_cast"] == []
    assert second["guest_cast"] == [
        {
            "person": {
                "id": 2,
                "name": "Conan O'Brien",
                "image": {"medium": "https://static.tvmaze.com/2.jpg", "original": "https://static.tvmaze.com/2.jpg"},
                "url": "https://www.tvmaze.com/people/2",
            },
            "character": {"id": 12, "name": "Himself", "image": None},
            "self": True,
            "voice": False,
        }
    ]


def test_only_what_is_asked_for_is_included(api: RunningApi) -> None:
    (item,) = api.get("/v1/episodes?q=pilot&include=guest_cast").json()["items"]

    assert "guest_cast" in item
    assert "cast" not in item
