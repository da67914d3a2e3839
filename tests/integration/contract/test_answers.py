"""Every operation answers as it is described: its answer and each of its problems, exact in members and headers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from api.operations import Access
from tests.fixtures.api import RunningApi, StartApi
from tests.integration.accounts.somebody import register_at
from tests.integration.api.described import check_answer, list_headers
from tests.integration.api.routes import DECLARED, ROUTES, Route, name_route
from tests.integration.api.stand_in import StandIn
from tests.integration.contract.calls import Call, register_fan
from tests.integration.contract.conftest import ALIAS
from tests.integration.contract.provoking import ELSEWHERE, PROVOCATIONS, World

ABSENT = "postgresql://postgres@/absent?host=/nonexistent"


@pytest.fixture(scope="module")
def start_counting(start_over: StartApi) -> Iterator[StartApi]:
    """Start APIs over the catalogue that count requests, and say so; stopped at the end."""
    started: list[RunningApi] = []

    def start(alias: str = ALIAS, **settings: Any) -> RunningApi:
        started.append(start_over(alias, **{"rate_limits": "on", "registrations_per_hour": 1000, **settings}))
        return started[-1]

    yield start
    for api in started:
        api.stop()


@pytest.fixture(scope="module")
def counting_api(start_counting: StartApi) -> RunningApi:
    """Serve the catalogue and count."""
    return start_counting()


@pytest.fixture(scope="module")
def world(start_counting: StartApi) -> Iterator[World]:
    """Start APIs that lack something."""
    stand_in = StandIn()
    yield World(
        strict=start_counting(registrations_per_hour=1),
        without_search=start_counting(elasticsearch_url="http://127.0.0.1:9"),
        without_database=start_counting(postgres_url=ABSENT, source="simulated"),
        without_index=start_counting("not-built-yet"),
        of_stand_in=start_counting(elasticsearch_url=f"http://127.0.0.1:{stand_in.server.server_port}"),
        stand_in=stand_in,
    )
    stand_in.close()


def _slugs(route: Route) -> list[str]:
    return [kind.slug for kind in DECLARED[route].list_problems(route[0])]


@pytest.fixture
def call(api: RunningApi, counting_api: RunningApi, document: dict[str, Any], route: Route) -> Call:
    """Make a call of somebody new."""
    return Call(counting_api, document, route, register_fan(api))


def test_how_to_have_every_problem_is_known() -> None:
    declared = {slug for route in ROUTES for slug in _slugs(route)}

    assert declared == set(PROVOCATIONS) | set(ELSEWHERE)


@pytest.mark.parametrize("route", ROUTES, ids=name_route)
def test_an_operation_answers_as_described(call: Call, document: dict[str, Any], route: Route) -> None:
    answers = [*call.ask_each_example(), call.ask()]
    if DECLARED[route].access is Access.VISITOR:
        answers += [call.ask(token=None) for _ in range(2)]

    assert {answer.status_code for answer in answers} == {DECLARED[route].status}, answers[0].text
    _check_all(document, route, answers)


@pytest.mark.parametrize("route", [route for route in ROUTES if "ETag" in DECLARED[route].headers], ids=name_route)
def test_what_is_known_is_not_sent_again(call: Call, document: dict[str, Any], route: Route) -> None:
    known = call.ask(token=None).headers["ETag"]

    answer = call.ask(token=None, headers={"If-None-Match": known})

    assert answer.status_code == 304
    _check_all(document, route, [answer])


@pytest.mark.parametrize("route", ROUTES, ids=name_route)
def test_an_operation_refuses_and_fails_as_described(
    call: Call, document: dict[str, Any], world: World, route: Route
) -> None:
    slugs = [slug for slug in _slugs(route) if slug in PROVOCATIONS]

    answers = {slug: PROVOCATIONS[slug](world, call) for slug in slugs}

    told = {slug: answer.json()["type"].removeprefix("urn:tvsi:problem:") for slug, answer in answers.items()}
    assert told == {slug: slug for slug in slugs}
    _check_all(document, route, list(answers.values()))


def _check_all(document: dict[str, Any], route: Route, answers: list[httpx.Response]) -> None:
    """Hold each answer against its description, and the headers of all of a status: none is described in vain.

    But of a status whose every problem was not had, no header can be missed.
    """
    partly = {str(kind.status) for kind in DECLARED[route].list_problems(route[0]) if kind.slug in ELSEWHERE}
    sent: dict[str, set[str]] = defaultdict(set)
    described: dict[str, set[str]] = {}
    for answer in answers:
        status = str(answer.status_code)
        description = check_answer(document, *route, answer)
        sent[status] |= list_headers(answer.headers)
        described[status] = {name.lower() for name in description["headers"]}
    assert {status: sent[status] for status in sent.keys() - partly} == {
        status: described[status] for status in described.keys() - partly
    }


@pytest.mark.parametrize("route", ROUTES, ids=name_route)
@pytest.mark.usefixtures("route")
def test_who_may_ask_is_as_described(call: Call) -> None:
    security = call.described.get("security")

    answer = call.ask(token=None)

    assert security in (None, [{"accessToken": []}], [{}, {"accessToken": []}])
    assert (answer.status_code == 401) == (security == [{"accessToken": []}])


def test_reading_one_s_own_works_without_anything_in_it(api: RunningApi, document: dict[str, Any]) -> None:
    nobody = register_at(api)

    for path in ("/v1/me/likes", "/v1/me/bookmarks"):
        answer = nobody.get(path)
        assert answer.json()["items"] == []
        check_answer(document, "get", path, answer)
