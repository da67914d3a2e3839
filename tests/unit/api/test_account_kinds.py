"""Names, addresses and passwords: what they may be, and the sentence for what they may not."""

from __future__ import annotations

import re
import time

import pytest
from openapi_schema_validator import OAS31Validator

from api.accounts.kinds import Email, GivenPassword, NewPassword, Username
from api.kinds import Kind

LONG_DOMAIN = ".".join(["x" * 60] * 3)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        *((Username(), text) for text in ("ada", "ADA", "a.b-c_d", "007", "...", "---", "x" * 32)),
        *(
            (Email(), text)
            for text in (
                "ada@example.org",
                "a+b.c'd@sub.example.co",
                "Ada@Example.ORG",
                "ä@bücher.example",
                "a@1.2.3.4",
            )
        ),
        (Email(), f"{'x' * 64}@{LONG_DOMAIN}.org"),
        *((NewPassword(), text) for text in ("12345678", "a b c d ", "\U0001f600" * 8, "x" * 128, " " * 8, "\t\n" * 4)),
        *((GivenPassword(), text) for text in ("x", " ", "x" * 128)),
    ],
    ids=str,
)
def test_a_text_is_taken_as_it_is(kind: Kind, text: str) -> None:
    assert kind.parse(text) == text
    OAS31Validator(kind.schema(), format_checker=OAS31Validator.FORMAT_CHECKER).validate(text)


@pytest.mark.parametrize(
    "text", ["", "ad", "x" * 33, "a b", "ada!", "ada@example.org", "äda", "ada\n", "\nada", "a/b", "\u0430da"]
)
def test_another_name_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="must have 3 to 32 of the letters"):
        Username().parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "ada",
        "@example.org",
        "ada@",
        "ada@example",
        "ada@.org",
        "ada@example.",
        "ada@example..org",
        "ada@exa mple.org",
        "a da@example.org",
        "ada@b@example.org",
        "ada@example.org\n",
        "ada@example.org\nBcc: all@example.org",
        "ada\u200b@example.org",
        "ada\x1b@example.org",
        "\u202eada@example.org",
        f"{'x' * 65}@example.org",
    ],
    ids=repr,
)
def test_another_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="must be an e-mail address"):
        Email().parse(text)


@pytest.mark.parametrize(
    ("kind", "text", "fact"),
    [
        (Email(), f"{'x' * 63}@{LONG_DOMAIN}.{'x' * 10}", "has 257 characters; at most 254 are taken"),
        (Email(), "", "must not be empty"),
        (NewPassword(), "", "must not be empty"),
        (NewPassword(), "1234567", "has 7 characters; at least 8 are needed"),
        (NewPassword(), "e\u0301" * 7, "has 7 characters; at least 8 are needed"),
        (NewPassword(), "x" * 129, "has 129 characters; at most 128 are taken"),
        (GivenPassword(), "", "must not be empty"),
        (GivenPassword(), "x" * 129, "has 129 characters; at most 128 are taken"),
    ],
)
def test_the_too_short_and_the_too_long_are_told_how_long_they_are(kind: Kind, text: str, fact: str) -> None:
    with pytest.raises(ValueError, match=re.escape(fact)):
        kind.parse(text)


def test_a_password_is_the_same_however_a_keyboard_writes_its_accents() -> None:
    assert NewPassword().parse("cafe\u0301 cafe\u0301") == GivenPassword().parse("caf\u00e9 caf\u00e9")


@pytest.mark.parametrize("text", ["a@" + "a." * 126, "@" * 254, "a" * 64 + "@" + "." * 189, "a@" + "a" * 251 + "."])
def test_no_address_takes_long_to_refuse(text: str) -> None:
    began = time.perf_counter()

    with pytest.raises(ValueError, match="must be an e-mail address"):
        Email().parse(text[:254])

    assert time.perf_counter() - began < 0.1
