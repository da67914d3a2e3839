"""When a store is gone, slow or not there yet: a problem that says so, and the rest goes on working."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.fixtures.api import RunningApi, StartApi
from tests.integration.api.conftest import ALIAS
from tests.integration.api.stand_in import WHOLE, StandIn

SEARCH = "/v1/episodes?q=home"


@pytest.fixture(scope="module")
def api_without_search(start_api: StartApi, catalogue_url: str) -> Iterator[RunningApi]:
    """Serve the tables alone."""
    running = start_api(ALIAS, postgres_url=catalogue_url)
    yield running
    running.stop()


@pytest.fixture(scope="module")
def api_without_database(start_api: StartApi, catalogue_url: str, elasticsearch_url: str) -> Iterator[RunningApi]:
    """Serve the index alone."""
    assert catalogue_url
    running = start_api(ALIAS, elasticsearch_url=elasticsearch_url)
    yield running
    running.stop()


@pytest.fixture(scope="module")
def stand_in() -> Iterator[StandIn]:
    """Stand in for Elasticsearch."""
    made = StandIn()
    yield made
    made.close()


@pytest.fixture(scope="module")
def api_of_stand_in(start_api: StartApi, stand_in: StandIn) -> Iterator[RunningApi]:
    """Serve what the stand-in says."""
    running = start_api(elasticsearch_url=f"http://127.0.0.1:{stand_in.server.server_port}")
    yield running
    running.stop()


def _slug(api: RunningApi, address: str) -> tuple[int, str]:
    response = api.get(address)
    body = response.json()
    if response.status_code == 503:
        assert int(response.headers["Retry-After"]) >= 1
    assert set(body) == {"type", "title", "status", "detail", "request_id"}
    return response.status_code, body["type"].removeprefix("urn:tvsi:problem:")


def test_without_elasticsearch_search_is_unavailable(api_without_search: RunningApi) -> None:
    assert _slug(api_without_search, SEARCH) == (503, "search-unavailable")


def test_without_elasticsearch_everything_else_works(api_without_search: RunningApi) -> None:
    assert api_without_search.get("/v1/episodes/1").status_code == 200
    assert api_without_search.get("/v1/schedule/2020-12-01").json()["total"]["value"] == 2
    assert api_without_search.get("/health/ready").json() == {
        "status": "ready",
        "database": "up",
        "migrations": "applied",
        "search": "down",
    }


def test_a_search_is_checked_before_it_is_tried(api_without_search: RunningApi) -> None:
    assert api_without_search.get("/v1/episodes?page=0").status_code == 400


def test_before_there_is_an_index_search_is_building(start_api: StartApi, elasticsearch_url: str) -> None:
    api = start_api("not-built-yet", elasticsearch_url=elasticsearch_url)

    assert _slug(api, SEARCH) == (503, "search-building")
    assert api.get("/health/ready").json()["search"] == "building"


def test_without_postgres_what_needs_it_is_unavailable(api_without_database: RunningApi) -> None:
    for address in ("/v1/episodes/1", "/v1/schedule/2020-12-01", f"{SEARCH}&include=cast"):
        assert _slug(api_without_database, address) == (503, "database-unavailable")


def test_without_postgres_search_works(api_without_database: RunningApi) -> None:
    assert api_without_database.get("/v1/episodes").json()["total"]["value"] == 7


def test_without_postgres_the_service_lives_and_is_not_ready(api_without_database: RunningApi) -> None:
    response = api_without_database.get("/health/ready")
    body = response.json()

    assert api_without_database.get("/health/live").json() == {"status": "live"}
    assert (response.status_code, body["type"]) == (503, "urn:tvsi:problem:not-ready")
    assert (body["database"], body["migrations"], body["search"]) == ("down", "unknown", "up")


def test_an_elasticsearch_that_hangs_costs_two_seconds(api_of_stand_in: RunningApi, stand_in: StandIn) -> None:
    stand_in.hang()

    response = api_of_stand_in.get(SEARCH)

    assert response.json()["type"] == "urn:tvsi:problem:search-timeout"
    assert 1.5 < response.elapsed.total_seconds() < 6


@pytest.mark.parametrize(
    ("status", "body", "slug"),
    [
        (200, {**WHOLE, "timed_out": True}, "search-timeout"),
        (200, {**WHOLE, "_shards": {"failed": 1}}, "search-unavailable"),
        (504, {"error": {"type": "search_timeout_exception", "reason": "Time exceeded"}}, "search-timeout"),
        (429, {"error": {"type": "circuit_breaking_exception", "reason": "Data too large"}}, "search-unavailable"),
        (503, {"error": {"type": "no_shard_available_action_exception"}}, "search-unavailable"),
        (404, {"error": {"type": "index_not_found_exception"}}, "search-building"),
    ],
)
def test_half_an_answer_is_none(
    api_of_stand_in: RunningApi, stand_in: StandIn, status: int, body: Any, slug: str
) -> None:
    stand_in.tell(status, body)

    assert _slug(api_of_stand_in, SEARCH) == (503, slug)


def test_a_search_that_elasticsearch_refuses_is_our_fault_and_tells_nothing(
    api_of_stand_in: RunningApi, stand_in: StandIn
) -> None:
    stand_in.tell(400, {"error": {"type": "parsing_exception", "reason": "secret field [show.name]"}})

    response = api_of_stand_in.get(SEARCH)

    assert (response.status_code, response.json()["type"]) == (500, "urn:tvsi:problem:internal-error")
    assert "secret" not in response.text
