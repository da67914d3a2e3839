"""``POST /v1/auth/register``."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.fixtures.api import RunningApi
from tests.integration.accounts.catalogue import Catalogue
from tests.integration.accounts.conftest import PUBLIC_URL
from tests.integration.accounts.somebody import PASSWORD, Register, Somebody, is_let_in, try_login
from tests.integration.accounts.together import do_at_once


def _make_body(**changes: Any) -> dict[str, Any]:
    name = f"Ada-{secrets.token_hex(6)}"
    return {"username": name, "email": f"{name}@Example.org", "password": PASSWORD, **changes}


def _register(api: RunningApi, body: Any, **options: Any) -> httpx.Response:
    return api.client.post("/v1/auth/register", json=body, **options)


def _wrong(response: httpx.Response) -> set[str]:
    return {error["parameter"] for error in response.json()["errors"]}


def test_an_account_is_answered_as_it_was_asked_for(api: RunningApi) -> None:
    body = _make_body()

    response = _register(api, body)

    made = response.json()
    assert response.status_code == 201
    assert set(made) == {"id", "username", "email", "created_at"}
    assert (made["username"], made["email"]) == (body["username"], body["email"])
    assert abs(datetime.now(UTC) - datetime.fromisoformat(made["created_at"])) < timedelta(minutes=1)
    assert response.headers["Location"] == f"{PUBLIC_URL}/v1/me"
    assert response.headers["Cache-Control"] == "no-store"


def test_an_account_may_log_in_at_once_and_is_the_one_that_was_answered(api: RunningApi) -> None:
    body = _make_body()
    made = _register(api, body).json()

    pair = try_login(api, body["username"]).json()

    headers = {"Authorization": f"Bearer {pair['access_token']}"}
    assert api.get("/v1/me", headers=headers).json() == made


def test_registering_logs_nobody_in(api: RunningApi, catalogue: Catalogue) -> None:
    made = _register(api, _make_body())

    assert "set-cookie" not in made.headers
    assert catalogue.read("SELECT count(*) FROM login_session WHERE user_id = %s", made.json()["id"]) == [0]


def test_only_a_hash_of_the_password_is_stored(somebody: Somebody, catalogue: Catalogue) -> None:
    (row,) = catalogue.read("SELECT row_to_json(app_user)::text FROM app_user WHERE id = %s", somebody.id)

    assert "$argon2id$v=19$m=19456,t=2,p=1$" in row
    assert somebody.password not in row


def test_only_hashes_of_refresh_tokens_are_stored(somebody: Somebody, catalogue: Catalogue) -> None:
    rows = catalogue.read("SELECT row_to_json(login_session)::text FROM login_session WHERE user_id = %s", somebody.id)

    assert len(rows) == 1
    assert somebody.refresh_token not in rows[0]
    assert "127.0.0.1" not in rows[0]


@pytest.mark.parametrize("write", [str, str.upper, str.lower, str.swapcase], ids=lambda write: write.__name__)
@pytest.mark.parametrize("name", ["username", "email"])
def test_what_is_taken_is_taken_in_any_case(api: RunningApi, name: str, write: Any) -> None:
    taken = _make_body()
    assert _register(api, taken).status_code == 201

    response = _register(api, _make_body(**{name: write(taken[name])}))

    body = response.json()
    assert response.status_code == 409
    assert body["type"] == "urn:tvsi:problem:already-taken"
    assert body["errors"] == [{"parameter": name, "detail": "is taken"}]


def test_both_that_are_taken_are_named(api: RunningApi) -> None:
    first, second = _make_body(), _make_body()
    for body in (first, second):
        _register(api, body)

    response = _register(api, _make_body(username=first["username"], email=second["email"]))

    assert response.status_code == 409
    assert _wrong(response) == {"username", "email"}


def test_names_and_addresses_are_taken_apart(api: RunningApi) -> None:
    first = _make_body()
    assert _register(api, first).status_code == 201

    second = _make_body(email=f"{first['username']}@example.net")

    assert _register(api, second).status_code == 201


@pytest.mark.parametrize("same", ["username", "email"])
def test_of_ten_who_want_the_same_at_once_one_gets_it(api: RunningApi, catalogue: Catalogue, same: str) -> None:
    wanted = _make_body()
    bodies = [_make_body(**{same: wanted[same]}) for _ in range(10)]

    responses = do_at_once([lambda body=body: _register(api, body) for body in bodies])  # type: ignore[misc]

    assert sorted(response.status_code for response in responses) == [201, *[409] * 9]
    assert all(_wrong(response) == {same} for response in responses if response.status_code == 409)
    assert catalogue.read(f"SELECT count(*) FROM app_user WHERE lower({same}) = lower(%s)", wanted[same]) == [1]


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({"username": "ad"}, {"username"}),
        ({"username": "a" * 33}, {"username"}),
        ({"username": "ada@example.org"}, {"username"}),
        ({"username": "ada\n"}, {"username"}),
        ({"username": "\u0430da"}, {"username"}),
        ({"email": "ada"}, {"email"}),
        ({"email": "a" * 250 + "@b.example"}, {"email"}),
        ({"password": "short"}, {"password"}),
        ({"password": "x" * 129}, {"password"}),
        ({"password": "Password1"}, {"password"}),
        ({"password": "a heron\0on the pier"}, {"password"}),
        ({"username": "ada.lovelace", "password": "Ada.Lovelace"}, {"password"}),
        ({"email": "ada@lovelace.example", "password": "ada@lovelace.EXAMPLE"}, {"password"}),
        ({"username": 7, "email": None, "password": ["x"]}, {"username", "email", "password"}),
        ({"id": "1", "created_at": "now", "is_admin": "true"}, {"id", "created_at", "is_admin"}),
    ],
    ids=lambda given: ",".join(sorted(given)) if isinstance(given, set) else str(given),
)
def test_what_no_account_may_have_is_refused_by_name(
    api: RunningApi, catalogue: Catalogue, changes: dict[str, Any], names: set[str]
) -> None:
    before = catalogue.read("SELECT count(*) FROM app_user")

    response = _register(api, _make_body(**changes))

    assert (response.status_code, response.json()["type"]) == (400, "urn:tvsi:problem:invalid-body")
    assert _wrong(response) == names
    assert catalogue.read("SELECT count(*) FROM app_user") == before


@pytest.mark.parametrize(
    "password", ["x" * 128, "        ", "\U0001f600" * 8, "cafe\u0301 au lait", "'; DROP TABLE x; --"]
)
def test_a_password_may_be_made_of_anything(register: Register, api: RunningApi, password: str) -> None:
    made = register(password=password)

    assert is_let_in(api, made.access_token)


@pytest.mark.parametrize("missing", ["username", "email", "password"])
def test_nothing_may_be_left_out(api: RunningApi, missing: str) -> None:
    body = _make_body()
    del body[missing]

    response = _register(api, body)

    assert response.status_code == 400
    assert response.json()["errors"] == [{"parameter": missing, "detail": "is missing"}]
