"""Failed logins make the next ones wait: longer and longer at one address, hardly at all for the account itself."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

import httpx
import pytest

from api.accounts.delays import OF_ADDRESS, hash_subject
from tests.fixtures.api import RunningApi, StartApi
from tests.integration.accounts.catalogue import Catalogue
from tests.integration.accounts.failures import count_failures, name_subject, read_failures, set_failures
from tests.integration.accounts.somebody import Register, Somebody, try_login
from tests.integration.accounts.together import do_at_once, repeat_at_once

HERE, THERE = "198.51.100.1", "203.0.113.7"
WRONG = "two herons on the pier"


@pytest.fixture
def ada(register: Register, limiting_api: RunningApi) -> Somebody:
    """Register somebody who logged in from this machine."""
    return register(limiting_api)


@pytest.fixture(scope="module")
def untrusting_api(start_over: StartApi) -> Iterator[RunningApi]:
    """Serve the catalogue with the delays on, and believe no proxy."""
    running = start_over(rate_limits="on", without_quotas="yes")
    yield running
    running.stop()


def _try(api: RunningApi, name: str, password: str = WRONG, at: str | None = None) -> httpx.Response:
    return try_login(api, name, password, headers={"X-Forwarded-For": at} if at else {})


def _fail(api: RunningApi, name: str, times: int, at: str | None = None) -> None:
    assert [_try(api, name, at=at).status_code for _ in range(times)] == [401] * times


def test_after_five_failures_the_sixth_is_told_to_wait(limiting_api: RunningApi, ada: Somebody) -> None:
    _fail(limiting_api, ada.username, OF_ADDRESS.free)

    response = _try(limiting_api, ada.username)

    assert (response.status_code, response.json()["type"]) == (429, "urn:tvsi:problem:login-delayed")
    assert response.headers["Retry-After"] == "1"
    assert response.headers["Cache-Control"] == "no-store"


def test_the_right_password_must_wait_as_well(limiting_api: RunningApi, ada: Somebody, catalogue: Catalogue) -> None:
    set_failures(catalogue, name_subject(ada, "127.0.0.1"), 9)

    assert _try(limiting_api, ada.username, ada.password).status_code == 429
    assert _try(limiting_api, ada.username.upper(), ada.password).status_code == 429


@pytest.mark.parametrize(
    ("failures", "seconds"), [(5, 1), (6, 2), (9, 16), (14, 512), (15, 900), (40, 900), (10**9, 900)]
)
def test_the_delay_doubles_to_a_quarter_of_an_hour(
    limiting_api: RunningApi, ada: Somebody, catalogue: Catalogue, failures: int, seconds: int
) -> None:
    set_failures(catalogue, name_subject(ada, HERE), failures)

    response = _try(limiting_api, ada.username, at=HERE)

    assert response.status_code == 429
    assert seconds - 1 <= int(response.headers["Retry-After"]) <= seconds


def test_after_the_delay_one_more_attempt_is_made_and_the_next_waits_twice_as_long(
    limiting_api: RunningApi, ada: Somebody, catalogue: Catalogue
) -> None:
    set_failures(catalogue, name_subject(ada, HERE), 9, seconds_ago=16.1)

    first, second = (_try(limiting_api, ada.username, at=HERE) for _ in range(2))

    assert (first.status_code, second.status_code) == (401, 429)
    assert 31 <= int(second.headers["Retry-After"]) <= 32


def test_refused_attempts_lengthen_nothing(limiting_api: RunningApi, ada: Somebody, catalogue: Catalogue) -> None:
    address, account = name_subject(ada, HERE), name_subject(ada)
    set_failures(catalogue, address, 9)
    set_failures(catalogue, account, 3)
    before = read_failures(catalogue, address) + read_failures(catalogue, account)

    statuses = [_try(limiting_api, ada.username, at=HERE).status_code for _ in range(20)]

    assert statuses == [429] * 20
    assert read_failures(catalogue, address) + read_failures(catalogue, account) == before


def test_of_forty_guesses_at_once_hardly_more_than_five_are_looked_at(limiting_api: RunningApi, ada: Somebody) -> None:
    answers = repeat_at_once(40, lambda: _try(limiting_api, ada.username, at=HERE).status_code)

    assert set(answers) == {401, 429}
    # One more for each second that the burst took, doubling.
    assert OF_ADDRESS.free <= answers.count(401) <= OF_ADDRESS.free + 2


def test_success_makes_an_address_begin_anew(limiting_api: RunningApi, ada: Somebody) -> None:
    _fail(limiting_api, ada.username, OF_ADDRESS.free - 1)

    assert _try(limiting_api, ada.username, ada.password).status_code == 200

    _fail(limiting_api, ada.username, OF_ADDRESS.free)
    assert _try(limiting_api, ada.username).status_code == 429


def test_success_at_one_address_forgives_nothing_at_another(
    limiting_api: RunningApi, ada: Somebody, catalogue: Catalogue
) -> None:
    set_failures(catalogue, name_subject(ada, THERE), 9)

    assert _try(limiting_api, ada.username, ada.password, at=HERE).status_code == 200

    assert _try(limiting_api, ada.username, ada.password, at=THERE).status_code == 429


def test_success_takes_back_its_own_attempt_alone(
    limiting_api: RunningApi, ada: Somebody, catalogue: Catalogue
) -> None:
    set_failures(catalogue, name_subject(ada), 20)

    assert _try(limiting_api, ada.username, ada.password, at=HERE).status_code == 200

    assert count_failures(catalogue, name_subject(ada)) == 20
    assert count_failures(catalogue, name_subject(ada, HERE)) == 0


def test_who_is_unknown_is_delayed_alike(limiting_api: RunningApi, ada: Somebody) -> None:
    def tell(name: str) -> list[tuple[int, bytes, set[str]]]:
        answers = [
            try_login(limiting_api, name, WRONG, headers={"X-Forwarded-For": HERE, "X-Request-ID": "one"})
            for _ in range(OF_ADDRESS.free + 2)
        ]
        return [(answer.status_code, answer.content, set(answer.headers)) for answer in answers]

    assert tell(ada.username) == tell(f"nobody-{secrets.token_hex(6)}")


def test_an_unknown_name_counts_as_one_whatever_its_case(limiting_api: RunningApi) -> None:
    name = f"nobody-{secrets.token_hex(6)}"
    _fail(limiting_api, name, 3, at=HERE)
    _fail(limiting_api, name.upper(), 2, at=HERE)

    assert _try(limiting_api, name.title(), at=HERE).status_code == 429


def test_counts_do_not_tell_that_a_name_and_an_address_belong_together(limiting_api: RunningApi, ada: Somebody) -> None:
    strangers = (f"nobody-{secrets.token_hex(6)}", f"{secrets.token_hex(6)}@example.org")

    answers = [
        [_try(limiting_api, name, at=HERE).status_code for _ in range(OF_ADDRESS.free + 1) for name in names]
        for names in ((ada.username, ada.email), strangers)
    ]

    assert answers[0] == answers[1]
    assert answers[0] == [401] * 2 * OF_ADDRESS.free + [429] * 2


@pytest.mark.parametrize("spelling", ["\u0130ii", "III", "\u0131\u0130i"])
def test_other_spellings_of_a_name_are_no_new_guesses(
    limiting_api: RunningApi, register: Register, catalogue: Catalogue, spelling: str
) -> None:
    rest = secrets.token_hex(6)
    somebody = register(limiting_api, username=f"iii-{rest}")
    set_failures(catalogue, name_subject(somebody, HERE), 9)

    response = _try(limiting_api, f"{spelling}-{rest}", somebody.password, at=HERE)

    # Whether Postgres takes it for the same name or for none: it is no way around the delay.
    assert response.status_code in {401, 429}


def test_other_accounts_at_the_same_address_do_not_wait(
    limiting_api: RunningApi, ada: Somebody, register: Register
) -> None:
    other = register(limiting_api)
    _fail(limiting_api, ada.username, OF_ADDRESS.free)

    assert _try(limiting_api, other.username, other.password).status_code == 200


def test_who_may_not_say_where_they_are_cannot_evade_the_delay(untrusting_api: RunningApi, register: Register) -> None:
    somebody = register(untrusting_api)
    for number in range(OF_ADDRESS.free):
        _fail(untrusting_api, somebody.username, 1, at=f"198.51.100.{number}")

    assert _try(untrusting_api, somebody.username, at="198.51.100.99").status_code == 429


def test_a_host_of_ipv6_has_no_more_tries_for_having_more_addresses(limiting_api: RunningApi, ada: Somebody) -> None:
    for number in range(OF_ADDRESS.free):
        _fail(limiting_api, ada.username, 1, at=f"2001:db8:1:2::{number}")

    assert _try(limiting_api, ada.username, at="2001:db8:1:2:ffff::1").status_code == 429
    assert _try(limiting_api, ada.username, at="2001:db8:1:3::1").status_code == 401


def test_counts_of_yesterday_are_forgotten(limiting_api: RunningApi, ada: Somebody, catalogue: Catalogue) -> None:
    subject = name_subject(ada, HERE)
    set_failures(catalogue, subject, 40, seconds_ago=86_401)

    _fail(limiting_api, ada.username, OF_ADDRESS.free, at=HERE)

    assert count_failures(catalogue, subject) == OF_ADDRESS.free


def test_old_counts_go_away_by_and_by(limiting_api: RunningApi, ada: Somebody, catalogue: Catalogue) -> None:
    old = [secrets.token_hex(32) for _ in range(15)]
    for subject in old:
        set_failures(catalogue, subject, 3, seconds_ago=90_000)

    _fail(limiting_api, ada.username, 2, at=HERE)

    assert catalogue.read("SELECT subject FROM login_failure WHERE subject = ANY(%s)", old) == []


def test_guesses_at_the_current_password_are_counted_too(limiting_api: RunningApi, ada: Somebody) -> None:
    guesses = [ada.change_password("a heron at home", current=WRONG).status_code for _ in range(OF_ADDRESS.free)]

    response = ada.change_password("a heron at home")

    assert guesses == [403] * OF_ADDRESS.free
    assert response.status_code == 429
    assert int(response.headers["Retry-After"]) >= 1
    assert _try(limiting_api, ada.username, ada.password).status_code == 429


def test_an_attempt_that_was_never_looked_at_is_not_counted(limiting_api: RunningApi, catalogue: Catalogue) -> None:
    names = [f"nobody-{secrets.token_hex(6)}" for _ in range(80)]

    answers = do_at_once([lambda name=name: _try(limiting_api, name, at=HERE) for name in names])  # type: ignore[misc]

    # Who floods the login must not make those wait who were turned away, and come again as they were told.
    busy = [name for name, answer in zip(names, answers, strict=True) if answer.status_code == 503]
    assert busy
    assert [name for name in busy if count_failures(catalogue, hash_subject(f"name {name}", HERE))] == []
