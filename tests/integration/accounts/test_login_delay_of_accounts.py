"""An account that fails from everywhere waits half a minute at most; where its owner is known, they do not wait."""

from __future__ import annotations

import httpx
import pytest

from api.accounts.delays import OF_ACCOUNT
from tests.fixtures.api import RunningApi
from tests.integration.accounts.catalogue import Catalogue
from tests.integration.accounts.failures import count_failures, name_subject, set_failures
from tests.integration.accounts.somebody import Register, Somebody, try_login

WRONG = "two herons on the pier"
HOME, ANYWHERE = "192.0.2.1", "192.0.2.99"


def _try(one: Somebody, password: str, at: str) -> httpx.Response:
    return try_login(one.api, one.username, password, headers={"X-Forwarded-For": at})


def _attack(catalogue: Catalogue, one: Somebody, failures: int, seconds_ago: float = 0) -> None:
    """Leave what an attack from many addresses leaves, ``ANYWHERE`` among them."""
    set_failures(catalogue, name_subject(one), failures, seconds_ago=seconds_ago)
    set_failures(catalogue, name_subject(one, ANYWHERE), 1, seconds_ago=seconds_ago)


@pytest.fixture
def ada(register: Register, limiting_api: RunningApi) -> Somebody:
    """Register somebody who logged in at home once."""
    made = register(limiting_api)
    return made.log_in(headers={"X-Forwarded-For": HOME})


def test_an_account_that_fails_from_many_addresses_is_delayed_as_a_whole(ada: Somebody) -> None:
    attempts = [_try(ada, WRONG, f"198.51.100.{number}") for number in range(OF_ACCOUNT.free)]

    first, stranger, owner = (
        _try(ada, WRONG, ANYWHERE),
        _try(ada, WRONG, ANYWHERE),
        _try(ada, ada.password, HOME),
    )

    assert first.status_code == 401
    assert {attempt.status_code for attempt in attempts} == {401}
    assert (stranger.status_code, stranger.headers["Retry-After"]) == (429, "2")
    assert owner.status_code == 200


@pytest.mark.parametrize(("failures", "seconds"), [(50, 1), (52, 4), (54, 16), (55, 30), (10_000, 30), (10**9, 30)])
def test_it_is_never_delayed_by_more_than_half_a_minute(
    ada: Somebody, catalogue: Catalogue, failures: int, seconds: int
) -> None:
    _attack(catalogue, ada, failures)

    response = _try(ada, ada.password, ANYWHERE)

    assert response.status_code == 429
    assert seconds - 1 <= int(response.headers["Retry-After"]) <= seconds


def test_whoever_knows_the_password_gets_in_at_the_first_attempt_from_anywhere(
    ada: Somebody, catalogue: Catalogue
) -> None:
    _attack(catalogue, ada, 10_000)

    fresh = [_try(ada, ada.password, f"203.0.113.{number}").status_code for number in range(5)]
    guesses = [_try(ada, WRONG, f"198.51.100.{number}").status_code for number in range(5) for _ in range(3)]

    assert fresh == [200] * 5
    assert guesses == [401, 429, 429] * 5


def test_after_half_a_minute_the_owner_gets_in_from_anywhere(ada: Somebody, catalogue: Catalogue) -> None:
    _attack(catalogue, ada, 10_000, seconds_ago=30.1)

    assert _try(ada, ada.password, ANYWHERE).status_code == 200


def test_where_the_owner_was_logged_in_before_an_attack_elsewhere_delays_nothing(
    ada: Somebody, catalogue: Catalogue
) -> None:
    _attack(catalogue, ada, 10_000)

    assert [_try(ada, ada.password, HOME).status_code for _ in range(3)] == [200] * 3


def test_an_address_stays_known_after_logout_and_over_exchanges(ada: Somebody, catalogue: Catalogue) -> None:
    ada.refresh().log_out()
    _attack(catalogue, ada, 10_000)

    assert _try(ada, ada.password, HOME).status_code == 200


def test_an_address_that_failed_only_is_not_known(ada: Somebody, catalogue: Catalogue) -> None:
    assert _try(ada, WRONG, ANYWHERE).status_code == 401

    _attack(catalogue, ada, 10_000)

    assert _try(ada, ada.password, ANYWHERE).status_code == 429


def test_an_address_is_known_for_those_who_logged_in_there_alone(
    ada: Somebody, catalogue: Catalogue, register: Register, limiting_api: RunningApi
) -> None:
    assert _try(ada, ada.password, HOME).status_code == 200
    neighbour = register(limiting_api)
    _attack(catalogue, neighbour, 10_000)
    set_failures(catalogue, name_subject(neighbour, HOME), 1)

    assert _try(neighbour, neighbour.password, HOME).status_code == 429


def test_an_attack_elsewhere_does_not_touch_who_is_logged_in(ada: Somebody, catalogue: Catalogue) -> None:
    _attack(catalogue, ada, 10_000)

    assert ada.is_in()


def test_failures_at_a_known_address_do_not_delay_the_account_elsewhere(ada: Somebody, catalogue: Catalogue) -> None:
    for _ in range(3):
        _try(ada, WRONG, HOME)

    assert count_failures(catalogue, name_subject(ada)) == 0
    assert _try(ada, ada.password, ANYWHERE).status_code == 200
