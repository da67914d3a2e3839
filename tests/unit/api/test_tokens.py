"""An access token is what we signed, word for word; nothing that it says of itself is believed."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from api.tokens import LEEWAY_SECONDS, LIFE_SECONDS, LONGEST, Claims, TokenInvalid, Tokens
from tests.unit.api.forging import (
    HEADER,
    OTHER_SECRET,
    SECRET,
    SESSION,
    encode,
    forge,
    make_claims,
    replace_claims,
    strip_signature,
)

TOKENS = Tokens(SECRET)
OTHERS_KEY = {"kty": "oct", "k": encode(OTHER_SECRET.encode())}


def _decode(part: str) -> dict[str, Any]:
    decoded: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return decoded


def _is_refused(token: str, tokens: Tokens = TOKENS) -> bool:
    try:
        tokens.read(token)
    except TokenInvalid:
        return True
    return False


def test_a_token_says_whose_it_is_and_of_which_session() -> None:
    assert TOKENS.read(TOKENS.issue(7, SESSION)) == Claims(7, SESSION)


def test_a_token_carries_all_that_is_promised_and_nothing_else() -> None:
    before = int(time.time())

    header, payload, _ = TOKENS.issue(7, SESSION).split(".")

    claims = _decode(payload)
    assert _decode(header) == HEADER
    assert UUID(claims.pop("jti"))
    assert before <= claims["iat"] <= time.time()
    assert claims == {
        "iss": "tvsi",
        "aud": "tvsi-api",
        "sub": "7",
        "iat": claims["iat"],
        "exp": claims["iat"] + LIFE_SECONDS,
        "sid": SESSION.hex,
        "typ": "access",
    }


def test_two_tokens_of_one_session_differ() -> None:
    assert TOKENS.issue(7, SESSION) != TOKENS.issue(7, SESSION)


def test_what_the_attacks_start_from_is_valid() -> None:
    assert TOKENS.read(forge()) == Claims(7, SESSION)


def test_a_previous_secret_is_read_and_never_signs() -> None:
    exchanging = Tokens(OTHER_SECRET, previous_secret=SECRET)

    assert exchanging.read(TOKENS.issue(7, SESSION)) == Claims(7, SESSION)
    assert exchanging.read(exchanging.issue(7, SESSION)) == Claims(7, SESSION)
    assert _is_refused(exchanging.issue(7, SESSION), TOKENS)


def test_a_secret_that_is_neither_is_refused() -> None:
    exchanging = Tokens(SECRET, previous_secret=OTHER_SECRET)

    assert _is_refused(forge(secret="a third secret, which nobody here ever had"), exchanging)
    assert _is_refused(forge(secret=b""), exchanging)
    assert _is_refused(forge(secret="None"), Tokens(SECRET, None))


@pytest.mark.parametrize("tokens", [TOKENS, Tokens(OTHER_SECRET, SECRET)], ids=["current", "previous"])
@pytest.mark.parametrize(
    ("late", "is_refused"), [(LEEWAY_SECONDS - 3, False), (LEEWAY_SECONDS + 1, True), (86_400, True)]
)
def test_a_token_ends_a_little_after_its_time(tokens: Tokens, late: int, is_refused: bool) -> None:  # noqa: FBT001 - a table
    ended = int(time.time()) - late

    assert _is_refused(forge(make_claims(iat=ended - 900, exp=ended)), tokens) is is_refused


ALGORITHMS = [
    *({"alg": name} for name in ("none", "None", "nOnE", "NONE", "", "hs256", "HS256 ", "HS1", "dir")),
    {"alg": None},
    {"alg": ["HS256"]},
    {"alg": {"HS256": 1}},
    {"alg": True},
    {"typ": "JWT"},
]


@pytest.mark.parametrize("header", ALGORITHMS, ids=str)
def test_another_algorithm_is_refused_signed_or_not(header: dict[str, Any]) -> None:
    unsigned = f"{encode(header)}.{encode(make_claims())}"

    assert _is_refused(forge(header=header))
    assert _is_refused(f"{unsigned}.")
    assert _is_refused(unsigned)


@pytest.mark.parametrize(
    ("algorithm", "digest"),
    [
        ("HS384", "sha384"),
        ("HS512", "sha512"),
        ("HS384", "sha256"),
        ("HS256", "sha512"),
        *((name, "sha256") for name in ("RS256", "PS256", "ES256", "ES256K", "EdDSA")),
    ],
)
def test_the_right_key_with_another_algorithm_is_refused(algorithm: str, digest: str) -> None:
    assert _is_refused(forge(header={**HEADER, "alg": algorithm}, digest=digest))


# What a header's key would be, if anybody looked for it there, and the header that names it.
NAMED_KEYS: list[tuple[bytes, dict[str, Any]]] = [
    (b"", {"kid": "/dev/null"}),
    (b"", {"kid": "../../../../../../dev/null"}),
    (b"\0", {"kid": "/dev/zero"}),
    (b"2\n", {"kid": "/proc/sys/kernel/randomize_va_space"}),
    (b"key", {"kid": "x' UNION SELECT 'key' --"}),
    (b"", {"kid": "x'; DROP TABLE app_user; --"}),
    (b"", {"kid": "|sleep 5"}),
    (b"", {"kid": ["0"]}),
    (b"", {"kid": None}),
    (OTHER_SECRET.encode(), {"kid": "1"}),
    (OTHER_SECRET.encode(), {"jwk": OTHERS_KEY}),
    (OTHER_SECRET.encode(), {"jku": "http://127.0.0.1:9/keys.json", "kid": "1"}),
    (OTHER_SECRET.encode(), {"jku": "file:///etc/hostname"}),
    (OTHER_SECRET.encode(), {"x5u": "http://127.0.0.1:9/cert.pem"}),
    (OTHER_SECRET.encode(), {"x5c": ["bm90IGEgY2VydGlmaWNhdGU="]}),
    (OTHER_SECRET.encode(), {"x5t": "x", "x5t#S256": "x"}),
]


@pytest.mark.parametrize(("key", "named"), NAMED_KEYS, ids=[str(named) for _, named in NAMED_KEYS])
def test_no_key_that_a_header_names_is_used(key: bytes, named: dict[str, Any]) -> None:
    assert _is_refused(forge(header={**HEADER, **named}, secret=key))


@pytest.mark.parametrize(
    "header", [{"crit": ["exp"], "exp": 0}, {"b64": False, "crit": ["b64"]}, {"crit": []}], ids=str
)
def test_extensions_that_must_be_understood_are_refused(header: dict[str, Any]) -> None:
    assert _is_refused(forge(header={**HEADER, **header}))


def _flip_signature() -> str:
    signed, _, signature = forge().rpartition(".")
    return f"{signed}.{'B' if signature[0] == 'A' else 'A'}{signature[1:]}"


MALFORMED: dict[str, Callable[[], str]] = {
    "another key": lambda: forge(secret=OTHER_SECRET),
    "an empty key": lambda: forge(secret=b""),
    "its own algorithm as the key": lambda: forge(secret="HS256"),
    "a stripped signature": lambda: strip_signature(forge()),
    "no signature at all": lambda: forge().rpartition(".")[0],
    "an empty signature of JSON": lambda: strip_signature(forge()) + encode({}),
    "half a signature": lambda: forge()[:-20],
    "a longer signature": lambda: forge() + "AAAA",
    "another signature": _flip_signature,
    "the signature of other claims": lambda: replace_claims(forge(), sub="8"),
    "a longer life under the same signature": lambda: replace_claims(forge(), exp=2**31),
    "one part": lambda: encode(HEADER),
    "two parts": lambda: f"{encode(HEADER)}.{encode(make_claims())}",
    "four parts": lambda: f"{forge()}.AAAA",
    "five parts, as encrypted ones have": lambda: f"{forge()}.AAAA.AAAA",
    "nothing": lambda: "",
    "dots": lambda: "..",
    "spaces inside": lambda: forge().replace(".", ". "),
    "junk inside": lambda: forge().replace(".", ".!!!!", 1),
    "a NUL": lambda: forge() + "\0",
    "no base64": lambda: "%%%.%%%.%%%",
    "letters of another script": lambda: forge() + "\u0430",
    "half a surrogate pair": lambda: forge() + "\udcff",
    "a header that is no JSON": lambda: forge(header=b"{alg:HS256}"),
    "a header that is a list": lambda: forge(header=b'["HS256"]'),
    "a header that is no text": lambda: forge(header=b"\xff\xfe"),
    "a header that nests deeply": lambda: forge(header=b"[" * 1200),
    "a header with two algorithms": lambda: strip_signature(forge(header=b'{"alg":"HS256","alg":"none"}')),
    "claims that are no JSON": lambda: forge(b"sub=7"),
    "claims that are a list": lambda: forge(["sub", "7"]),
    "claims that are text": lambda: forge("access"),
    "claims that nest deeply": lambda: forge(b"[" * 1200),
    "more digits than a number may have": lambda: forge(header=b'{"alg":' + b"9" * 1000 + b"}"),
    "the opaque kind": lambda: "hL0yGRoK0mJ6mPpXk0pLJ1kZlK2xgH1Zb0Yv3m4n5o6",
    "longer than tokens are": lambda: forge(make_claims(jti="x" * LONGEST)),
    "far longer than tokens are": lambda: "x" * 1_000_000,
}


@pytest.mark.parametrize("make", MALFORMED.values(), ids=MALFORMED)
def test_what_we_did_not_write_is_refused(make: Callable[[], str]) -> None:
    assert _is_refused(make())
