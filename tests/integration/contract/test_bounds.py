"""Everything that can be asked has a bound, and who goes beyond it is told which."""

from __future__ import annotations

import httpx
import pytest

from tests.fixtures.api import RunningApi

# The filters that take any text.
TEXTS = ["genre", "network", "web_channel", "show_type", "show_status", "language", "country", "episode_type"]
TEXTS += ["person", "guest", "feed"]


def _repeat(times: int, *names: str) -> list[tuple[str, str]]:
    return [(name, str(number)) for name in names for number in range(1, times + 1)]


def _names(response: httpx.Response) -> list[str]:
    return [error["parameter"] for error in response.json().get("errors", [])]


@pytest.mark.parametrize("name", TEXTS)
def test_a_value_is_taken_up_to_its_length(api: RunningApi, name: str) -> None:
    longest = api.get("/v1/episodes", params={name: "é" * 200})
    longer = api.get("/v1/episodes", params={name: "é" * 201})

    assert longest.status_code == 200
    assert (longer.status_code, _names(longer)) == (400, [name])


@pytest.mark.parametrize("name", [*TEXTS, "show_id", "network_id", "season", "number", "person_id"])
def test_a_filter_is_given_up_to_fifty_values(api: RunningApi, name: str) -> None:
    most = api.get("/v1/episodes", params=_repeat(50, name))
    more = api.get("/v1/episodes", params=_repeat(51, name))

    assert most.status_code == 200
    assert (more.status_code, _names(more)) == (400, [name])


def test_five_hundred_values_are_taken_in_all(api: RunningApi) -> None:
    most = api.get("/v1/episodes", params=_repeat(50, *TEXTS[:10]))
    more = api.get("/v1/episodes", params=[*_repeat(50, *TEXTS[:10]), ("feed", "us")])

    assert most.status_code == 200
    assert (more.status_code, _names(more)) == (400, ["query"])


def test_fifty_values_of_all_sixteen_filters_are_too_many(api: RunningApi) -> None:
    names = [*TEXTS, "show_id", "network_id", "season", "number", "person_id"]

    response = api.get("/v1/episodes", params=_repeat(50, *names))

    assert len(names) == 16
    assert (response.status_code, _names(response)) == (400, ["query"])


def test_twenty_words_are_taken(api: RunningApi) -> None:
    most = api.get("/v1/episodes", params={"q": " ".join("x" * 20)})
    more = [api.get("/v1/episodes", params={"q": mark.join("x" * 21)}) for mark in (" ", ",", "-", '"', "\u3000")]

    assert most.status_code == 200
    assert [(response.status_code, _names(response)) for response in more] == [(400, ["q"])] * 5


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("page=0&per_page=101&facet_size=101", ["page", "per_page", "facet_size"]),
        ("page=10001&per_page=1", ["page"]),
        ("page=101&per_page=100", ["page"]),
        ("page=99999999999999999999", ["page"]),
        ("sort=name,show,season,number,likes", ["sort"]),
        ("show_id=9223372036854775808&season=2147483648", ["show_id", "season"]),
        ("rating_min=1e999&rating_max=-1e-9", ["rating_min", "rating_max"]),
        ("airdate_from=0000-01-01&airdate_to=10000-01-01", ["airdate_from", "airdate_to"]),
        ("airs_from=2020-01-01T00:00:00%2B24:00&airs_to=0001-01-01T00:00:00%2B00:01", ["airs_from", "airs_to"]),
    ],
)
def test_numbers_and_moments_have_bounds(api: RunningApi, query: str, names: list[str]) -> None:
    response = api.get(f"/v1/episodes?{query}")

    assert response.status_code == 400
    assert sorted(_names(response)) == sorted(names)


@pytest.mark.parametrize("kib", [17, 63])  # of more httpx makes no address
def test_an_address_that_is_too_long_is_told_which_parameter_makes_it_so(api: RunningApi, kib: int) -> None:
    response = api.get("/v1/episodes", params={"q": "a", "person": "x" * kib * 1024})

    assert (response.status_code, _names(response)) == (414, ["person"])
    assert response.json()["type"] == "urn:tvsi:problem:address-too-long"


@pytest.mark.parametrize("kib", [17, 64, 256])
def test_headers_that_are_too_large_are_refused(api: RunningApi, kib: int) -> None:
    response = api.get("/v1/episodes", headers={"Cookie": "x" * kib * 1024})

    assert (response.status_code, response.json()["type"]) == (431, "urn:tvsi:problem:headers-too-large")


def test_the_longest_address_that_is_read_is_answered(api: RunningApi) -> None:
    values = [("person", f"{number:0200}") for number in range(50)] + [
        ("guest", f"{number:0200}") for number in range(20)
    ]

    response = api.get("/v1/episodes", params=values)

    assert len(response.request.url.raw_path) > 14_000
    assert response.status_code == 200
