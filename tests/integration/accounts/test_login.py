"""``POST /v1/auth/login`` and ``GET /v1/me``: who is let in, and how little the others are told."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import httpx
import jwt
import pytest
from argon2 import PasswordHasher

from tests.fixtures.api import JWT_SECRET, RunningApi
from tests.integration.accounts.catalogue import Catalogue
from tests.integration.accounts.somebody import PASSWORD, Register, Somebody, bear, is_let_in, try_login
from tests.integration.accounts.together import repeat_at_once

SAME_ID = {"X-Request-ID": "one-and-the-same"}


def _tell_all(response: httpx.Response) -> tuple[int, bytes, dict[str, str]]:
    return response.status_code, response.content, dict(response.headers)


def test_a_login_gives_a_pair_of_tokens(api: RunningApi, somebody: Somebody) -> None:
    response = try_login(api, somebody.username)

    pair = response.json()
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    assert "set-cookie" not in response.headers
    assert set(pair) == {"access_token", "refresh_token", "token_type", "expires_in"}
    assert (pair["token_type"], pair["expires_in"]) == ("Bearer", 900)
    assert re.fullmatch("[A-Za-z0-9_-]{43}", pair["refresh_token"])


def test_an_access_token_is_what_is_promised(somebody: Somebody) -> None:
    claims = jwt.decode(somebody.access_token, JWT_SECRET, ["HS256"], audience="tvsi-api", issuer="tvsi")

    assert set(claims) == {"iss", "aud", "sub", "iat", "exp", "jti", "sid", "typ"}
    assert (claims["sub"], claims["typ"]) == (str(somebody.id), "access")
    assert claims["exp"] - claims["iat"] == 900
    assert UUID(claims["sid"])


def test_who_is_logged_in_is_told_who_they_are(somebody: Somebody) -> None:
    response = somebody.get("/v1/me")

    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    assert {name: response.json()[name] for name in ("id", "username", "email")} == {
        "id": somebody.id,
        "username": somebody.username,
        "email": somebody.email,
    }
    assert set(response.json()) == {"id", "username", "email", "created_at"}


@pytest.mark.parametrize("write", [str, str.upper, str.lower, str.swapcase], ids=lambda write: write.__name__)
@pytest.mark.parametrize("name", ["username", "email"])
def test_a_name_or_an_address_will_do_in_any_case(api: RunningApi, somebody: Somebody, name: str, write: Any) -> None:
    response = try_login(api, write(getattr(somebody, name)))

    assert response.status_code == 200
    assert api.get("/v1/me", headers=bear(response.json()["access_token"])).json()["id"] == somebody.id


@pytest.mark.parametrize(
    "change",
    [str.upper, str.title, lambda text: text + " ", lambda text: " " + text, lambda text: text[:-1]],
    ids=["upper", "title", "space after", "space before", "shorter"],
)
def test_a_password_must_be_the_very_same(api: RunningApi, somebody: Somebody, change: Any) -> None:
    assert try_login(api, somebody.username, change(somebody.password)).status_code == 401


def test_an_accent_may_be_typed_either_way(api: RunningApi, register: Register) -> None:
    made = register(password="caf\u00e9 au lait")

    assert try_login(api, made.username, "cafe\u0301 au lait").status_code == 200


def test_an_unknown_user_and_a_wrong_password_are_answered_alike(api: RunningApi, somebody: Somebody) -> None:
    wrong = try_login(api, somebody.username, "two herons", headers=SAME_ID)
    wrong_by_email = try_login(api, somebody.email, "two herons", headers=SAME_ID)
    unknown = try_login(api, "nobody-of-this-name", headers=SAME_ID)
    unknown_email = try_login(api, "nobody@example.org", headers=SAME_ID)

    assert wrong.status_code == 401
    assert wrong.json()["type"] == "urn:tvsi:problem:login-refused"
    assert wrong.headers["WWW-Authenticate"] == "Bearer"
    assert _tell_all(wrong) == _tell_all(wrong_by_email) == _tell_all(unknown) == _tell_all(unknown_email)


def test_a_disabled_user_is_answered_as_an_unknown_one(
    api: RunningApi, somebody: Somebody, catalogue: Catalogue
) -> None:
    catalogue.execute("UPDATE app_user SET disabled_at = now() WHERE id = %s", somebody.id)

    disabled = try_login(api, somebody.username, headers=SAME_ID)

    assert _tell_all(disabled) == _tell_all(try_login(api, "nobody-of-this-name", headers=SAME_ID))


def test_a_disabled_user_is_out_at_once(somebody: Somebody, catalogue: Catalogue) -> None:
    other = somebody.log_in()
    assert other.get("/v1/me").status_code == 200

    catalogue.execute("UPDATE app_user SET disabled_at = now() WHERE id = %s", somebody.id)

    assert not other.is_in()
    assert not somebody.is_in()
    assert somebody.get("/v1/episodes").status_code == 401
    assert somebody.like(1).status_code == 401


@pytest.mark.parametrize(
    "name", ["' OR 1=1 --", "%", "_____", "user-%", "*", "null", "0", "../etc/passwd", "{{7*7}}", "\ud7ff", "x" * 254]
)
def test_no_name_is_more_than_a_name(api: RunningApi, somebody: Somebody, name: str) -> None:
    assert somebody.username.startswith("user-")

    assert try_login(api, name, somebody.password).status_code == 401


def test_a_username_can_never_pass_for_an_address(api: RunningApi, register: Register) -> None:
    ada = register()
    register(email=f"{ada.username}@example.net")

    assert try_login(api, ada.email).status_code == 200
    assert is_let_in(api, try_login(api, ada.username).json()["access_token"])


def test_an_old_hash_is_renewed_by_the_next_login(api: RunningApi, somebody: Somebody, catalogue: Catalogue) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    catalogue.execute("UPDATE app_user SET password_hash = %s WHERE id = %s", weak, somebody.id)
    assert try_login(api, somebody.username, "two herons").status_code == 401
    assert catalogue.read("SELECT password_hash FROM app_user WHERE id = %s", somebody.id) == [weak]

    first = try_login(api, somebody.username)

    (renewed,) = catalogue.read("SELECT password_hash FROM app_user WHERE id = %s", somebody.id)
    assert first.status_code == try_login(api, somebody.username).status_code == 200
    assert renewed.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_logins_at_once_all_succeed_while_an_old_hash_is_renewed(
    api: RunningApi, somebody: Somebody, catalogue: Catalogue
) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    catalogue.execute("UPDATE app_user SET password_hash = %s WHERE id = %s", weak, somebody.id)

    answers = repeat_at_once(6, lambda: try_login(api, somebody.username).status_code)

    assert answers == [200] * 6


def test_a_hash_that_nobody_can_read_lets_nobody_in(api: RunningApi, somebody: Somebody, catalogue: Catalogue) -> None:
    catalogue.execute("UPDATE app_user SET password_hash = '-' WHERE id = %s", somebody.id)

    assert try_login(api, somebody.username).status_code == 401
    assert try_login(api, somebody.username, "-").status_code == 401


def test_without_limits_failures_make_nobody_wait(api: RunningApi, somebody: Somebody) -> None:
    statuses = [try_login(api, somebody.username, "two herons").status_code for _ in range(8)]

    assert statuses == [401] * 8
    assert try_login(api, somebody.username).status_code == 200
