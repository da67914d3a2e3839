"""Every token that is not good is refused by every route alike, and nothing tells why."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.fixtures.api import JWT_SECRET, RunningApi
from tests.integration.accounts.catalogue import Catalogue
from tests.integration.accounts.somebody import Register, Somebody, bear
from tests.unit.api.forging import (
    HEADER,
    OTHER_SECRET,
    encode,
    forge,
    make_claims,
    replace_claims,
    strip_signature,
)

SAME_ID = {"X-Request-ID": "one-and-the-same"}
ROUTES = [
    ("GET", "/v1/me"),
    ("GET", "/v1/episodes"),
    ("GET", "/v1/episodes/1"),
    ("GET", "/v1/schedule/2020-12-01"),
    ("GET", "/v1/me/likes"),
    ("GET", "/v1/me/bookmarks"),
    ("PUT", "/v1/episodes/1/like"),
    ("DELETE", "/v1/episodes/1/bookmark"),
    ("POST", "/v1/auth/logout"),
]


@pytest.fixture(scope="module")
def ada(register: Register) -> Somebody:
    """Give somebody whose session stands and whom all attacks are on."""
    return register()


def _claim(one: Somebody, **changes: Any) -> dict[str, Any]:
    return make_claims(**{"sub": str(one.id), "sid": one.session.hex, **changes})


def _sign(one: Somebody, header: dict[str, Any] | None = None, secret: str | bytes = JWT_SECRET, **changes: Any) -> str:
    return forge(_claim(one, **changes), header={**HEADER, **(header or {})}, secret=secret)


Attack = Callable[[Somebody], str]
ATTACKS: dict[str, Attack] = {
    "the refresh token": lambda one: one.refresh_token,
    "no algorithm": lambda one: strip_signature(_sign(one, {"alg": "none"})),
    "no algorithm, odd case": lambda one: strip_signature(_sign(one, {"alg": "nOnE"})),
    "no algorithm, signed": lambda one: _sign(one, {"alg": "none"}),
    "another algorithm": lambda one: forge(_claim(one), header={"alg": "HS512"}, secret=JWT_SECRET, digest="sha512"),
    "an asymmetric algorithm": lambda one: _sign(one, {"alg": "RS256"}),
    "another key": lambda one: _sign(one, secret=OTHER_SECRET),
    "an empty key": lambda one: _sign(one, secret=b""),
    "a stripped signature": lambda one: strip_signature(one.access_token),
    "two parts": lambda one: one.access_token.rpartition(".")[0],
    "other claims": lambda one: replace_claims(one.access_token, sub="1"),
    "expired": lambda one: _sign(one, iat=1, exp=901),
    "of the future": lambda one: _sign(one, iat=2**31),
    "another issuer": lambda one: _sign(one, iss="other"),
    "another audience": lambda one: _sign(one, aud="other"),
    "several audiences": lambda one: _sign(one, aud=["tvsi-api", "other"]),
    "another kind": lambda one: _sign(one, typ="refresh"),
    "another user's session": lambda one: _sign(one, sub=str(one.id + 1)),
    "no user": lambda one: _sign(one, sub="0"),
    "more than any user": lambda one: _sign(one, sub=str(2**63 - 1)),
    "more than any number": lambda one: _sign(one, sub="9" * 19),
    "no session": lambda one: _sign(one, sid=uuid4().hex),
    "no session's name": lambda one: _sign(one, sid="' OR 1=1 --"),
    "a key id that is a path": lambda one: _sign(one, {"kid": "../../../../dev/null"}, secret=b""),
    "a key id that is SQL": lambda one: _sign(one, {"kid": "x' UNION SELECT 'key' --"}, secret=b"key"),
    "a key's address": lambda one: _sign(one, {"jku": "http://127.0.0.1:9/", "kid": "1"}, secret=OTHER_SECRET),
    "a key of its own": lambda one: _sign(
        one, {"jwk": {"kty": "oct", "k": encode(OTHER_SECRET.encode())}}, secret=OTHER_SECRET
    ),
    "a certificate's address": lambda one: _sign(one, {"x5u": "http://127.0.0.1:9/"}, secret=OTHER_SECRET),
    "garbage": lambda _: "garbage",
    "dots": lambda _: "..",
    "too long": lambda one: one.access_token + "x" * 3000,
    "with a word after it": lambda one: f"{one.access_token} x",
    "nothing": lambda _: "",
}


def _ask(api: RunningApi, method: str, path: str, headers: dict[str, str]) -> httpx.Response:
    return api.client.request(method, path, headers={**SAME_ID, **headers})


def _tell_all(response: httpx.Response) -> tuple[int, bytes, dict[str, str]]:
    return response.status_code, response.content, dict(response.headers)


@pytest.mark.parametrize("make", ATTACKS.values(), ids=ATTACKS)
def test_an_attack_is_refused_as_no_token_at_all_is(api: RunningApi, ada: Somebody, make: Attack) -> None:
    anonymous = _ask(api, "GET", "/v1/me", {})

    answers = [_ask(api, method, path, bear(make(ada))) for method, path in ROUTES]

    assert anonymous.status_code == 401
    assert anonymous.json()["type"] == "urn:tvsi:problem:not-authenticated"
    assert anonymous.headers["WWW-Authenticate"] == "Bearer"
    assert {str(_tell_all(answer)) for answer in answers} == {str(_tell_all(anonymous))}


def test_what_the_attacks_start_from_is_good(api: RunningApi, ada: Somebody) -> None:
    assert _ask(api, "GET", "/v1/me", bear(_sign(ada))).status_code == 200


@pytest.mark.parametrize("end", ["log_out", "remove", "disable", "expire"])
def test_a_token_whose_session_is_over_is_refused_as_any_other(
    api: RunningApi, register: Register, catalogue: Catalogue, end: str
) -> None:
    somebody = register()
    match end:
        case "disable":
            catalogue.execute("UPDATE app_user SET disabled_at = now() WHERE id = %s", somebody.id)
        case "expire":
            catalogue.execute("UPDATE login_session SET expires_at = now() WHERE user_id = %s", somebody.id)
        case _:
            getattr(somebody, end)()

    answers = [_ask(api, method, path, somebody.headers) for method, path in ROUTES]

    assert {str(_tell_all(answer)) for answer in answers} == {str(_tell_all(_ask(api, "GET", "/v1/me", {})))}


def test_an_access_token_is_no_refresh_token(api: RunningApi, ada: Somebody) -> None:
    never_given = api.client.post("/v1/auth/refresh", json={"refresh_token": "x" * 43}, headers=SAME_ID)

    response = api.client.post("/v1/auth/refresh", json={"refresh_token": ada.access_token}, headers=SAME_ID)

    assert response.status_code == 401
    assert _tell_all(response) == _tell_all(never_given)


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER", "Bearer  "])
def test_the_scheme_s_case_and_spaces_do_not_matter(api: RunningApi, ada: Somebody, scheme: str) -> None:
    response = _ask(api, "GET", "/v1/me", {"Authorization": f"{scheme} {ada.access_token}"})

    assert response.status_code == 200


@pytest.mark.parametrize("sent", ["Basic YWRhOng=", "Digest x", "Token {}", "{}", "BearerX {}", "Bearer\u00a0{}"])
def test_another_scheme_s_credentials_say_nothing_here(api: RunningApi, ada: Somebody, sent: str) -> None:
    headers = {"Authorization": sent.format(ada.access_token).encode()}

    assert api.get("/v1/me", headers=headers).status_code == 401
    assert api.get("/v1/episodes", headers=headers).status_code == 200


def test_two_tokens_are_as_good_as_none(api: RunningApi, ada: Somebody) -> None:
    headers = httpx.Headers([("Authorization", f"Bearer {ada.access_token}")] * 2)

    assert api.get("/v1/me", headers=headers).status_code == 401
    assert api.get("/v1/episodes", headers=headers).status_code == 401


@pytest.mark.parametrize("where", ["/v1/me?access_token={}", "/v1/me?token={}"])
def test_a_token_in_the_address_is_not_taken(api: RunningApi, ada: Somebody, where: str) -> None:
    assert api.get(where.format(ada.access_token)).status_code in {400, 401}


def test_a_token_in_a_cookie_is_not_taken(api: RunningApi, ada: Somebody) -> None:
    headers = {"Cookie": f"access_token={ada.access_token}; Authorization=Bearer {ada.access_token}"}

    assert api.get("/v1/me", headers=headers).status_code == 401
