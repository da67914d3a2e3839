"""What words find: all of them somewhere, folded, the last as a prefix; and that nothing typed is ever a program."""

from __future__ import annotations

import random
import string

import pytest

from tests.fixtures.api import RunningApi

HOSTILE = [
    '{"query":{"match_all":{}}}',
    '"}}],"size":10000,"x":[{"a":{"b":"',
    "* OR _exists_:name",
    "_exists_:withdrawn AND withdrawn:true",
    "/.*/",
    "name:/.*(a|b){1,100}/",
    "*" * 200,
    "?" * 200,
    "a* " * 20,
    "\\" * 200,
    "a~2 b~2 AND NOT c",
    '"unclosed phrase',
    "((((((((((",
    '+-=&|><!(){}[]^"~*?:\\/',
    "<script>alert(1)</script>",
    "'; DROP TABLE episode; --",
    "${jndi:ldap://x/y}",
    "{{7*7}}",
    "%s%s%s%n",
    "../../etc/passwd",
    "\u202eright to left",
    "\u0301" * 200,
    "🎃" * 100,
    "日本語" * 60,
    "a" * 200,
    "a-" * 100,
    "a.b.c.d.e.f.g.h",
    "\r\nX-Injected: yes",
    "\u2028\u2029\ufeff\ufffd",
]


def _ids(api: RunningApi, words: str) -> list[int]:
    response = api.get("/v1/episodes", params={"q": words})
    assert response.status_code == 200, response.text
    return [item["id"] for item in response.json()["items"]]


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("pilot", [1]),
        ("PILOT", [1]),
        ("pil", [1]),
        ("p", [1]),
        ("pilots", [1]),
        ("epilogue", [3]),
        ("Épilogue À NOËL", [3]),
        ("noel elan", [3]),
        ("saldana pilot", [1]),
        ("Zoë Saldaña", [1, 2]),
        ("captain rowe", [1, 2]),
        ("conan o'brien", [2]),
        ("tele quebec", [5, 8]),
        ("nbc", [1, 2, 4, 6]),
        ("netflix", [3, 6]),
        ("crime", [1, 2]),
        ("news", [4]),
        ("law and order", [1, 2]),
        ("law & order", [1, 2]),
        ("law, order!", [1, 2]),
        ("Law & Order: Harbour Unit", [1, 2]),
        ("spider-man", [6]),
        ("spider man", [6]),
        ("spiderman", [6]),
        ("spiderm", [6]),
        ("spiderman homecom", [6]),
        ("spiderman pilot", []),
        ("murdered witnes", [1]),
        ("witnesses murder", [1]),
        ("the long way home", [2]),
        ("home long", [2, 1][:1]),
        ("pilot home", []),
        ("mornin", [4]),
        ("2020 december", [4]),
        ("???", [5]),
        ("!!!", []),
        ("&", []),
        ("apple", [5, 8]),
        ("withdrawn", []),
        ("xyzzy", []),
        ("pilot xyzzy", []),
    ],
)
def test_all_words_must_match_somewhere(api: RunningApi, words: str, ids: list[int]) -> None:
    assert sorted(_ids(api, words)) == ids


@pytest.mark.parametrize("words", ["", " ", "+"])
def test_an_empty_search_box_finds_everything(api: RunningApi, words: str) -> None:
    assert api.get(f"/v1/episodes?q={words}").json()["total"]["value"] == 7


@pytest.mark.parametrize(
    ("words", "first"), [("home", 2), ("homecoming", 6), ("banana", 8), ("the morning desk", 4), ("Élan Vital", 3)]
)
def test_a_title_comes_before_a_mention(api: RunningApi, words: str, first: int) -> None:
    assert _ids(api, words)[0] == first


@pytest.mark.parametrize("words", HOSTILE)
def test_what_looks_like_a_program_is_only_words(api: RunningApi, words: str) -> None:
    response = api.get("/v1/episodes", params={"q": words})

    assert response.status_code in {200, 400}, response.text
    if response.status_code == 200:
        assert 7 not in [item["id"] for item in response.json()["items"]]
    else:
        assert [error["parameter"] for error in response.json()["errors"]] == ["q"]


def test_ten_thousand_wildcards_are_too_many_characters(api: RunningApi) -> None:
    response = api.get(f"/v1/episodes?q={'*' * 10_000}")

    assert response.status_code == 400
    assert "10000 characters" in response.json()["detail"]


def test_no_random_text_makes_the_search_fail(api: RunningApi) -> None:
    letters = string.printable + "éßİıſﬁ\u200d\U0001f383日\u0600"
    source = random.Random(20201201)

    statuses = {
        api.get("/v1/episodes", params={"q": "".join(source.choices(letters, k=source.randint(1, 60)))}).status_code
        for _ in range(100)
    }

    assert statuses <= {200, 400}
    assert 200 in statuses
