"""Every kind of problem that can be had, and how: by its slug, a way to have it of any operation that declares it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import httpx

from tests.fixtures.api import RunningApi
from tests.integration.api.stand_in import WHOLE, StandIn
from tests.integration.contract.calls import Call

NOBODY = "999999"
# How many wrong passwords are free is in ``api.accounts.delays``.
MANY = 10
# More than the rules in ``api.limits.rules`` let an address ask at once.
MOST = 300


@dataclass(frozen=True)
class World:
    """APIs over the same catalogue: one whose limits are reached, others that lack something."""

    strict: RunningApi
    without_search: RunningApi
    without_database: RunningApi
    without_index: RunningApi
    of_stand_in: RunningApi
    stand_in: StandIn


def _repeat_wrong_password(_world: World, call: Call) -> httpx.Response:
    member = "current_password" if "current_password" in call.make_body() else "password"
    body = {**call.make_body(), member: "another password"}
    for _ in range(MANY):
        response = call.ask(json=body)
        if response.status_code == httpx.codes.TOO_MANY_REQUESTS:
            break
    return response


def _begin_too_many_walks(_world: World, call: Call) -> httpx.Response:
    """Go on with the first of four walks: a client may be on three."""
    walk = {"sort": "-likes", "per_page": "1"}
    first, *_ = [call.ask(params={**walk, "cursor": "*"}) for _ in range(4)]
    return call.ask(params={**walk, "cursor": first.json()["page"]["cursor"]})


def _ask_without_database(world: World, call: Call) -> httpx.Response:
    """Ask as nobody, and as somebody where nobody can be answered without it."""
    response = call.ask_anybody(world.without_database)
    return response if response.is_error else call.ask(world.without_database)


def _ask_too_often(world: World, call: Call) -> httpx.Response:
    """Ask until it is too often. With a bad token, so that all calls count for this address and change nothing."""
    for _ in range(MOST):
        response = call.ask(world.strict, token="nonsense")
        if response.status_code == httpx.codes.TOO_MANY_REQUESTS:
            break
    return response


def _tell_stand_in(status: int, body: object) -> Callable[[World, Call], httpx.Response]:
    def provoke(world: World, call: Call) -> httpx.Response:
        world.stand_in.tell(status, body)
        return call.ask(world.of_stand_in)

    return provoke


def _ask_twice(_: World, call: Call) -> httpx.Response:
    body = call.make_body()
    call.ask(json=body)
    return call.ask(json=body)


def _send_with(**wrong: str) -> Callable[[World, Call], httpx.Response]:
    return lambda _, call: call.ask(json={**call.make_body(), **wrong})


PROVOCATIONS: dict[str, Callable[[World, Call], httpx.Response]] = {
    "invalid-parameters": lambda _, call: call.ask(params={"nonsense": "1"}),
    "content-too-large": lambda _, call: call.ask(content=b"x" * 70_000),
    "address-too-long": lambda _, call: call.ask(params={"person": "x" * 20_000}),
    "headers-too-large": lambda _, call: call.ask(headers={"X-Long": "x" * 20_000}),
    "invalid-body": lambda _, call: call.ask(json={}),
    "not-json": lambda _, call: call.ask(content=b"{}", headers={"Content-Type": "text/plain"}),
    "not-authenticated": lambda _, call: call.ask(token="nonsense"),
    "episode-not-found": lambda _, call: call.ask(path={"episode_id": NOBODY}),
    "show-not-found": lambda _, call: call.ask(path={"show_id": NOBODY}),
    "cursor-expired": _begin_too_many_walks,
    "already-taken": _ask_twice,
    "login-refused": _send_with(password="another password"),
    "refresh-refused": _send_with(refresh_token="nonsense"),
    "wrong-password": _send_with(current_password="another password"),
    "login-delayed": _repeat_wrong_password,
    "too-many-requests": _ask_too_often,
    "search-unavailable": lambda world, call: call.ask(world.without_search),
    "search-building": lambda world, call: call.ask(world.without_index),
    "search-timeout": _tell_stand_in(200, {**WHOLE, "timed_out": True}),
    "database-unavailable": _ask_without_database,
    "not-ready": lambda world, call: call.ask(world.without_database),
}
ELSEWHERE = {
    "calendar-busy": "eight calendars must wait at once: tests/unit/api",
    "login-busy": "twenty passwords must wait at once: tests/integration/accounts",
    "bookmarks-full": "there must be 60,000: tests/integration/accounts/test_sixty_thousand.py",
    "internal-error": "something must be broken: tests/integration/api/test_outages.py",
}
