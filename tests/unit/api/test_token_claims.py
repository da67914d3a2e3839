"""A token with the right signature that does not say what an access token says is refused, whoever signed it."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from api.tokens import Claims, TokenInvalid, Tokens
from tests.unit.api.forging import SECRET, SESSION, forge, make_claims, make_claims_without

TOKENS = Tokens(SECRET)
CLAIMS = ("iss", "aud", "sub", "iat", "exp", "jti", "sid", "typ")


def _seconds_from_now(seconds: int) -> int:
    return int(time.time()) + seconds


@pytest.mark.parametrize("name", CLAIMS)
def test_a_claim_that_is_missing_or_null_is_refused(name: str) -> None:
    for claims in (make_claims_without(name), make_claims(**{name: None})):
        with pytest.raises(TokenInvalid):
            TOKENS.read(forge(claims))


@pytest.mark.parametrize("name", ["iss", "aud", "sub", "sid", "typ"])
def test_a_claim_is_not_looked_for_under_another_case(name: str) -> None:
    claims = make_claims_without(name) | {name.upper(): make_claims()[name]}

    with pytest.raises(TokenInvalid):
        TOKENS.read(forge(claims))


WRONG: list[tuple[str, list[Any]]] = [
    ("iss", ["", "other", "TVSI", "tvsi ", "https://tvsi", ["tvsi"], {"tvsi": 1}, 1, True]),
    ("aud", ["", "other", "tvsi", "TVSI-API", ["tvsi-api"], ["tvsi-api", "other"], [], {"tvsi-api": 1}, 1, True]),
    ("typ", ["", "refresh", "Access", "access ", "JWT", ["access"], {"access": 1}, 1, True]),
    ("sub", ["", "ada", "-1", "0", "07", "+7", " 7", "7\n", "7.0", "7e0", "0x7", "7 OR 1=1", "9" * 20, "\uff17"]),
    ("sub", [7, 7.0, True, False, ["7"], {"7": 1}]),
    ("sid", ["", "other", SESSION.hex[:-1], SESSION.hex + "0", "g" * 32, "%", 7, True, [SESSION.hex], {}]),
    ("jti", [7, True, ["x"], {"x": 1}]),
    ("exp", ["", "soon", [], {}, True, 0, -1, float("nan"), float("inf"), "Infinity"]),
    ("iat", ["", "now", [], {}, float("nan"), float("inf"), 2**60]),
]


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in WRONG for value in values])
def test_a_claim_that_says_something_else_is_refused(name: str, value: Any) -> None:
    with pytest.raises(TokenInvalid):
        TOKENS.read(forge(make_claims(**{name: value})))


@pytest.mark.parametrize(
    ("name", "seconds"), [("iat", 30), ("iat", 86_400), ("nbf", 30), ("nbf", 86_400), ("exp", -30), ("exp", -86_400)]
)
def test_a_token_out_of_its_time_is_refused(name: str, seconds: int) -> None:
    with pytest.raises(TokenInvalid):
        TOKENS.read(forge(make_claims(**{name: _seconds_from_now(seconds)})))


@pytest.mark.parametrize(
    ("name", "said", "meant"), [("typ", "access", "refresh"), ("aud", "tvsi-api", "other"), ("exp", 2**31, 0)]
)
def test_a_claim_made_twice_counts_as_its_last_says(name: str, said: Any, meant: Any) -> None:
    claims = json.dumps(make_claims_without(name))[:-1]
    twice = f'{claims}, "{name}": {json.dumps(said)}, "{name}": {json.dumps(meant)}}}'

    with pytest.raises(TokenInvalid):
        TOKENS.read(forge(twice.encode()))


def test_a_clock_that_is_a_little_behind_is_forgiven() -> None:
    assert TOKENS.read(forge(make_claims(iat=_seconds_from_now(3)))) == Claims(7, SESSION)


def test_claims_that_nobody_asked_for_change_nothing() -> None:
    assert TOKENS.read(forge(make_claims(admin=True, user_id=1, sub_id="1"))) == Claims(7, SESSION)
