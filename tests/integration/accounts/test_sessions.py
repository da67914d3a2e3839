"""Refresh tokens are good for one exchange, logout is final, and a session knows nothing of another's end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.fixtures.api import RunningApi
from tests.integration.accounts.catalogue import Catalogue
from tests.integration.accounts.somebody import Register, Somebody, is_let_in, try_refresh

SAME_ID = {"X-Request-ID": "one-and-the-same"}


def test_a_refresh_token_is_exchanged_for_another_pair_of_the_same_session(somebody: Somebody) -> None:
    renewed = somebody.refresh()

    assert renewed.refresh_token != somebody.refresh_token
    assert renewed.access_token != somebody.access_token
    assert renewed.session == somebody.session
    assert renewed.get("/v1/me").json()["id"] == somebody.id


def test_a_session_is_carried_on_again_and_again(somebody: Somebody) -> None:
    current = somebody
    for _ in range(5):
        current = current.refresh()

    assert current.is_in()


def test_an_access_token_outlives_the_exchange(somebody: Somebody) -> None:
    somebody.refresh()

    assert somebody.get("/v1/me").status_code == 200


@pytest.mark.parametrize("later", [0, 1, 3], ids="after {} more exchanges".format)
def test_reuse_of_an_old_refresh_token_ends_the_session_with_its_newest_tokens(
    api: RunningApi, somebody: Somebody, later: int
) -> None:
    newest = somebody.refresh()
    for _ in range(later):
        newest = newest.refresh()

    reused = try_refresh(api, somebody.refresh_token)

    assert (reused.status_code, reused.json()["type"]) == (401, "urn:tvsi:problem:refresh-refused")
    assert not newest.is_in()
    assert not is_let_in(api, somebody.access_token)


def test_reuse_ends_no_other_session(api: RunningApi, somebody: Somebody, register: Register) -> None:
    other, stranger = somebody.log_in(), register()
    somebody.refresh()

    try_refresh(api, somebody.refresh_token)

    assert other.is_in()
    assert stranger.is_in()


def test_a_session_that_was_ended_by_reuse_stays_ended(api: RunningApi, somebody: Somebody) -> None:
    newest = somebody.refresh()
    try_refresh(api, somebody.refresh_token)

    statuses = [try_refresh(api, token).status_code for token in (newest.refresh_token, somebody.refresh_token) * 3]

    assert set(statuses) == {401}
    assert somebody.log_in().is_in()


def test_logout_ends_both_tokens_at_once(somebody: Somebody) -> None:
    response = somebody.log_out()

    assert (response.status_code, response.content) == (204, b"")
    assert not somebody.is_in()
    assert somebody.log_out().status_code == 401


def test_logout_ends_earlier_access_tokens_of_the_session_too(api: RunningApi, somebody: Somebody) -> None:
    renewed = somebody.refresh()

    renewed.log_out()

    assert not is_let_in(api, somebody.access_token)
    assert not renewed.is_in()


def test_an_access_token_that_was_exchanged_still_logs_out(somebody: Somebody) -> None:
    renewed = somebody.refresh()

    assert somebody.log_out().status_code == 204
    assert not renewed.is_in()


def test_logout_leaves_the_user_s_other_sessions(somebody: Somebody, register: Register) -> None:
    other, stranger = somebody.log_in(), register()

    somebody.log_out()

    assert other.is_in()
    assert stranger.is_in()


def test_nobody_is_logged_out_without_a_token(api: RunningApi) -> None:
    assert api.client.post("/v1/auth/logout").status_code == 401


@pytest.mark.parametrize("token", ["x", "x" * 43, " ", "' OR 1=1 --", "\u00e9" * 43, "x" * 200])
def test_a_refresh_token_that_was_never_given_is_refused(api: RunningApi, token: str) -> None:
    response = try_refresh(api, token)

    assert (response.status_code, response.json()["type"]) == (401, "urn:tvsi:problem:refresh-refused")
    assert response.headers["WWW-Authenticate"] == "Bearer"


def test_every_refused_refresh_token_is_answered_alike(api: RunningApi, register: Register) -> None:
    used, gone, out = register(), register(), register()
    used.refresh()
    gone.remove()
    out.log_out()

    tokens = ["never given", used.refresh_token, gone.refresh_token, out.refresh_token]
    answers = [api.client.post("/v1/auth/refresh", json={"refresh_token": token}, headers=SAME_ID) for token in tokens]

    assert len({(answer.status_code, answer.content, str(answer.headers)) for answer in answers}) == 1


def test_a_session_lasts_thirty_days_from_its_last_exchange(somebody: Somebody, catalogue: Catalogue) -> None:
    catalogue.execute("UPDATE login_session SET expires_at = now() + interval '1 hour' WHERE user_id = %s", somebody.id)

    somebody.refresh()

    (expires_at,) = catalogue.read(
        "SELECT max(expires_at) FROM login_session WHERE family = %s AND NOT used", somebody.session
    )
    assert abs(expires_at - datetime.now(UTC) - timedelta(days=30)) < timedelta(minutes=1)


def test_a_session_that_expired_is_over(somebody: Somebody, catalogue: Catalogue) -> None:
    other = somebody.log_in()

    catalogue.execute("UPDATE login_session SET expires_at = now() WHERE family = %s", somebody.session)

    assert not somebody.is_in()
    assert other.is_in()


def test_a_login_forgets_sessions_that_expired(somebody: Somebody, catalogue: Catalogue) -> None:
    catalogue.execute("UPDATE login_session SET expires_at = now() WHERE user_id = %s", somebody.id)

    renewed = somebody.log_in()

    assert catalogue.read("SELECT family FROM login_session WHERE user_id = %s", somebody.id) == [renewed.session]
