"""Sessions under simultaneous requests, on several workers, and over a restart of the API."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.fixtures.api import RunningApi, StartApi
from tests.integration.accounts.catalogue import Catalogue
from tests.integration.accounts.somebody import Register, Somebody, bear, is_let_in, try_refresh
from tests.integration.accounts.together import do_at_once, repeat_at_once


@pytest.fixture(scope="module")
def api_of_two(start_over: StartApi) -> Iterator[RunningApi]:
    """Serve the catalogue with two workers."""
    running = start_over(api_workers=2)
    yield running
    running.stop()


def _ask_afresh(api: RunningApi, access_token: str) -> int:
    """Ask over a connection of its own, so that either worker may answer."""
    address = f"http://127.0.0.1:{api.port}/v1/me"
    return httpx.get(address, headers=bear(access_token), timeout=20).status_code


def _list_ends(catalogue: Catalogue, one: Somebody) -> list[bool]:
    """Tell of each token of a session whether it may still be exchanged."""
    statement = "SELECT NOT used AND ended_at IS NULL FROM login_session WHERE family = %s ORDER BY id"
    return catalogue.read(statement, one.session)


@pytest.mark.parametrize("times", [2, 10])
def test_of_many_exchanges_of_one_token_one_succeeds_and_then_the_session_is_over(
    api: RunningApi, somebody: Somebody, times: int
) -> None:
    answers = repeat_at_once(times, lambda: try_refresh(api, somebody.refresh_token))

    assert sorted(answer.status_code for answer in answers) == [200, *[401] * (times - 1)]
    (pair,) = [answer.json() for answer in answers if answer.status_code == 200]
    assert not is_let_in(api, pair["access_token"])
    assert not is_let_in(api, somebody.access_token)
    assert try_refresh(api, pair["refresh_token"]).status_code == 401


def test_a_session_has_one_open_token_whatever_happens_at_once(
    api: RunningApi, somebody: Somebody, catalogue: Catalogue
) -> None:
    current = somebody
    for _ in range(5):
        current = current.refresh()
    assert _list_ends(catalogue, somebody) == [*[False] * 5, True]

    repeat_at_once(6, lambda: try_refresh(api, current.refresh_token))

    assert not any(_list_ends(catalogue, somebody))


@pytest.mark.parametrize("round_", range(12))
def test_logout_racing_exchanges_leaves_no_live_token(
    api: RunningApi, somebody: Somebody, catalogue: Catalogue, round_: int
) -> None:
    works: list[Any] = [somebody.log_out, *[lambda: try_refresh(api, somebody.refresh_token)] * (1 + round_ % 2)]

    out, *exchanged = do_at_once(works)

    assert out.status_code in {204, 401}  # reuse may have ended the session first
    pairs = [answer.json() for answer in exchanged if answer.status_code == 200]
    assert not any(is_let_in(api, pair["access_token"]) for pair in pairs)
    assert not any(try_refresh(api, pair["refresh_token"]).status_code == 200 for pair in pairs)
    assert not is_let_in(api, somebody.access_token)
    assert not any(_list_ends(catalogue, somebody))


def test_many_logins_at_once_are_as_many_sessions(somebody: Somebody) -> None:
    others = repeat_at_once(8, somebody.log_in)

    assert len({other.session for other in others}) == 8
    assert all(other.is_in() for other in others)


@pytest.mark.parametrize("end", ["log_out", "remove", "disable", "reuse", "change_password"])
def test_what_ends_on_one_worker_is_over_on_every_other(
    api_of_two: RunningApi, register: Register, catalogue: Catalogue, end: str
) -> None:
    somebody = register(api_of_two)
    other = somebody.log_in()
    assert [_ask_afresh(api_of_two, somebody.access_token) for _ in range(8)] == [200] * 8

    match end:
        case "disable":
            catalogue.execute("UPDATE app_user SET disabled_at = now() WHERE id = %s", somebody.id)
        case "reuse":
            somebody.refresh()
            try_refresh(api_of_two, somebody.refresh_token)
        case "change_password":
            other.change_password("two herons on the pier")
        case _:
            assert getattr(somebody, end)().status_code == 204

    statuses = repeat_at_once(12, lambda: _ask_afresh(api_of_two, somebody.access_token))
    assert set(statuses) == {401}


def test_a_token_of_one_api_is_good_at_another(api_of_two: RunningApi, somebody: Somebody) -> None:
    assert somebody.at(api_of_two).refresh().at(somebody.api).is_in()


def test_a_restart_neither_ends_nor_revives_a_session(start_over: StartApi, register: Register) -> None:
    before = start_over()
    kept, out, reused = (register(before) for _ in range(3))
    out.log_out()
    newest = reused.refresh()
    try_refresh(before, reused.refresh_token)
    assert before.stop() == 0

    after = start_over()

    assert kept.at(after).is_in()
    assert not out.at(after).is_in()
    assert not newest.at(after).is_in()
    after.stop()


def test_an_exchanged_secret_keeps_sessions_until_the_old_one_is_forgotten(
    start_over: StartApi, somebody: Somebody
) -> None:
    new, old = "another secret of the tests, long enough too", "a secret of the tests, which is long enough"
    exchanging = start_over(jwt_secret=new, jwt_previous_secret=old)
    renewed = somebody.at(exchanging).refresh()
    assert is_let_in(exchanging, somebody.access_token)
    exchanging.stop()

    exchanged = start_over(jwt_secret=new)

    assert not is_let_in(exchanged, somebody.access_token)
    assert renewed.at(exchanged).is_in()
    exchanged.stop()
