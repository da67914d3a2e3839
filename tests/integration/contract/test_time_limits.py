"""A search that takes too long is given up, by Elasticsearch itself or by us, and never answered by half."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from api.problems import SEARCH_TIMEOUT
from api.stores import CLIENT_SECONDS, SERVER_SECONDS
from tests.fixtures.api import RunningApi, StartApi
from tests.integration.api.routes import DECLARED, ROUTES, Route, name_route
from tests.integration.api.stand_in import WHOLE, StandIn
from tests.integration.contract.calls import Call, register_fan

SEARCHES = [route for route in ROUTES if SEARCH_TIMEOUT in DECLARED[route].problems]
CUT_OFF = {**WHOLE, "timed_out": True}


@pytest.fixture
def stand_in() -> Iterator[StandIn]:
    """Stand in for Elasticsearch."""
    made = StandIn()
    yield made
    made.close()


@pytest.fixture
def api_of_stand_in(start_over: StartApi, stand_in: StandIn) -> Iterator[RunningApi]:
    """Serve what the stand-in says."""
    running = start_over(elasticsearch_url=f"http://127.0.0.1:{stand_in.server.server_port}")
    yield running
    running.stop()


def _make_call(api: RunningApi, document: dict[str, Any], route: Route) -> Call:
    return Call(api, document, route, register_fan(api))


def test_every_search_is_asked_with_a_limit_that_ends_before_our_own(
    api_of_stand_in: RunningApi, stand_in: StandIn, document: dict[str, Any]
) -> None:
    stand_in.tell(200, WHOLE)

    for route in SEARCHES:
        _make_call(api_of_stand_in, document, route).ask(params={"q": "home"} if _takes(route, "q") else {})

    assert len(stand_in.asked) >= len(SEARCHES)
    assert SERVER_SECONDS < CLIENT_SECONDS
    for address, body in stand_in.asked:
        assert "allow_partial_search_results=false" in address
        assert body["timeout"] == f"{SERVER_SECONDS * 1000:.0f}ms"


def _takes(route: Route, name: str) -> bool:
    return any(parameter.name == name for parameter in DECLARED[route].parameters)


def test_every_search_that_hangs_is_given_up_in_time(
    api_of_stand_in: RunningApi, stand_in: StandIn, document: dict[str, Any]
) -> None:
    calls = [_make_call(api_of_stand_in, document, route) for route in SEARCHES]
    stand_in.hang()

    with ThreadPoolExecutor(len(calls)) as threads:
        answers = list(threads.map(Call.ask, calls))

    assert [answer.json()["type"] for answer in answers] == [SEARCH_TIMEOUT.uri] * len(calls)
    assert all(CLIENT_SECONDS - 0.5 < answer.elapsed.total_seconds() < CLIENT_SECONDS + 2 for answer in answers)


@pytest.mark.parametrize("route", [route for route in SEARCHES if _takes(route, "sort")], ids=name_route)
def test_a_second_question_that_is_cut_off_spoils_the_first_answer(
    api_of_stand_in: RunningApi, stand_in: StandIn, document: dict[str, Any], route: Route
) -> None:
    stand_in.tell(200, WHOLE, CUT_OFF)  # nothing has the words; those near them are asked for

    answer = _make_call(api_of_stand_in, document, route).ask(params={"q": "hoem"})

    assert len(stand_in.asked) == 2
    assert (answer.status_code, answer.json()["type"]) == (503, SEARCH_TIMEOUT.uri)
    assert "items" not in answer.json()
