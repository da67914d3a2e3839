"""``POST /v1/me/password``: known only by who knows the current one; it ends every session but the one that asks."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fixtures.api import RunningApi
from tests.integration.accounts.catalogue import Catalogue
from tests.integration.accounts.somebody import PASSWORD, Register, Somebody, is_let_in, try_login, try_refresh
from tests.integration.accounts.together import do_at_once

NEW = "two herons on the pier"


def test_a_changed_password_replaces_the_old_one(api: RunningApi, somebody: Somebody) -> None:
    response = somebody.change_password(NEW)

    assert (response.status_code, response.content) == (204, b"")
    assert try_login(api, somebody.username, PASSWORD).status_code == 401
    assert try_login(api, somebody.username, NEW).status_code == 200


def test_a_change_ends_other_sessions_and_keeps_the_one_that_asks(somebody: Somebody, register: Register) -> None:
    others = [somebody.log_in(), somebody.log_in().refresh()]
    stranger = register()

    somebody.change_password(NEW)

    assert [other.is_in() for other in others] == [False, False]
    assert somebody.is_in()
    assert stranger.is_in()


def test_the_session_that_asks_may_be_carried_on_as_before(api: RunningApi, somebody: Somebody) -> None:
    renewed = somebody.refresh()

    somebody.change_password(NEW)

    assert is_let_in(api, somebody.access_token)
    assert renewed.is_in()


def test_who_does_not_know_the_current_one_changes_nothing(api: RunningApi, somebody: Somebody) -> None:
    other = somebody.log_in()

    response = somebody.change_password(NEW, current="three herons")

    body = response.json()
    assert (response.status_code, body["type"]) == (403, "urn:tvsi:problem:wrong-password")
    assert body["errors"] == [{"parameter": "current_password", "detail": "is another"}]
    assert try_login(api, somebody.username, PASSWORD).status_code == 200
    assert try_login(api, somebody.username, NEW).status_code == 401
    assert other.is_in()


@pytest.mark.parametrize("write", ["short", "Password1", "12345678", "x" * 129, "{username}", "{email}"])
def test_a_bad_new_password_is_refused_by_name(somebody: Somebody, write: str) -> None:
    new = write.format(username=somebody.username.upper(), email=somebody.email)

    response = somebody.change_password(new)

    assert response.status_code == 400
    assert [error["parameter"] for error in response.json()["errors"]] == ["new_password"]


def test_nobody_changes_a_password_without_a_token(api: RunningApi, somebody: Somebody) -> None:
    body = {"current_password": somebody.password, "new_password": NEW}

    assert api.client.post("/v1/me/password", json=body).status_code == 401


def test_of_two_changes_at_once_one_wins_and_its_session_alone_stays(api: RunningApi, somebody: Somebody) -> None:
    sessions = [somebody, *(somebody.log_in() for _ in range(3))]
    passwords = [f"{number} herons on the pier" for number in range(4)]

    answers = do_at_once(
        [lambda one=one, new=new: one.change_password(new) for one, new in zip(sessions, passwords, strict=True)]  # type: ignore[misc]
    )

    # Who comes after the first finds the session ended, or the password changed meanwhile.
    (winner,) = [place for place, answer in enumerate(answers) if answer.status_code == 204]
    assert {answer.status_code for answer in answers} <= {204, 401, 403}
    assert [one.is_in() for one in sessions] == [place == winner for place in range(4)]
    assert [try_login(api, somebody.username, new).status_code for new in passwords] == [
        200 if place == winner else 401 for place in range(4)
    ]


@pytest.mark.parametrize("_", range(8))
def test_no_session_of_the_old_password_slips_past_a_change(
    api: RunningApi, somebody: Somebody, catalogue: Catalogue, _: int
) -> None:
    other = somebody.log_in()
    works: list[Any] = [
        lambda: somebody.change_password(NEW),
        *[lambda: try_login(api, somebody.username, PASSWORD)] * 3,
        lambda: try_refresh(api, other.refresh_token),
    ]

    changed, *answers = do_at_once(works)

    assert changed.status_code == 204
    pairs = [answer.json() for answer in answers if answer.status_code == 200]
    assert not any(is_let_in(api, pair["access_token"]) for pair in pairs)
    assert not any(try_refresh(api, pair["refresh_token"]).status_code == 200 for pair in pairs)
    open_ones = "SELECT DISTINCT family FROM login_session WHERE user_id = %s AND ended_at IS NULL AND NOT used"
    assert catalogue.read(open_ones, somebody.id) == [somebody.session]
