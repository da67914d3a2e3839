"""A JSON body becomes values, or one problem that names every member that is wrong."""

from __future__ import annotations

import json

import pytest

from api.kinds import NO_NUL, Text
from api.members import Member, describe_body, parse_body
from api.problems import INVALID_BODY, NOT_JSON, Problem

MEMBERS = (
    Member("name", Text(max_length=5), "A name.", "ada"),
    Member("word", Text(max_length=5), "A word.", "pier"),
)
JSON = "application/json"


def _refusal(content: bytes, media_type: str = JSON) -> Problem:
    with pytest.raises(Problem) as refusal:
        parse_body(media_type, content, MEMBERS)
    return refusal.value


def _wrong(content: bytes) -> dict[str, str]:
    problem = _refusal(content)
    assert problem.kind is INVALID_BODY
    return {error.parameter: error.detail for error in problem.errors}


@pytest.mark.parametrize(
    "media_type", [JSON, "application/json; charset=utf-8", "Application/JSON", " application/json ;"]
)
def test_a_body_becomes_its_values(media_type: str) -> None:
    assert parse_body(media_type, b' {"word": "pier", "name": "ada"} ', MEMBERS) == {"name": "ada", "word": "pier"}


@pytest.mark.parametrize(
    ("text", "value"),
    [(r'"caf\u00e9"', "caf\u00e9"), (r'"cafe\u0301"', "caf\u00e9"), ('" a "', " a "), ('"\U0001f600"', "\U0001f600")],
)
def test_texts_are_taken_whole_with_letter_and_accent_as_one(text: str, value: str) -> None:
    assert parse_body(JSON, f'{{"name": {text}, "word": "x"}}'.encode(), MEMBERS)["name"] == value


@pytest.mark.parametrize(
    "media_type",
    ["", "text/plain", "text/json", "application/x-www-form-urlencoded", "multipart/form-data", "application/jsonp"],
)
def test_what_does_not_say_that_it_is_json_is_not_read(media_type: str) -> None:
    assert _refusal(b'{"name": "ada", "word": "pier"}', media_type).kind is NOT_JSON


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b" ",
        b"name=ada",
        b"{name: 'ada'}",
        b'{"name": "ada",}',
        b'{"name": "ada"',
        b'{"name": NaN}',
        b"\xff\xfe{",
        b'{"name": "\xff"}',
        b'{"name": "\\ud800"}',
        b"[" * 60_000,
        b'{"a":' * 10_000,
    ],
    ids=lambda content: repr(content[:16]),
)
def test_what_is_no_json_is_told_so(content: bytes) -> None:
    assert _refusal(content).detail == "The body is no JSON."


@pytest.mark.parametrize("content", [b"null", b"[]", b'"name"', b"7", b'[{"name": "ada", "word": "pier"}]'])
def test_only_an_object_is_taken(content: bytes) -> None:
    assert _refusal(content).detail == "The body must be a JSON object."


@pytest.mark.parametrize("value", [None, True, 7, 7.5, [], ["ada"], {}, {"$ne": ""}], ids=repr)
def test_a_member_that_is_no_text_is_named(value: object) -> None:
    assert _wrong(json.dumps({"name": value, "word": "pier"}).encode()) == {"name": "must be a string"}


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("", "must not be empty"),
        ("longer", "has 6 characters; at most 5 are taken"),
        ("a\0b", "holds a NUL character"),
        ("\0", "holds a NUL character"),
    ],
)
def test_a_malformed_text_is_named_with_what_it_should_have_been(text: str, fact: str) -> None:
    assert _wrong(json.dumps({"name": text, "word": "pier"}).encode()) == {"name": fact}


def test_everything_that_is_wrong_is_named_at_once() -> None:
    assert _wrong(b'{"name": 7, "is_admin": true}') == {
        "is_admin": "is not a member here",
        "word": "is missing",
        "name": "must be a string",
    }


@pytest.mark.parametrize("name", ["Name", "name ", "", "__proto__", "user_id"])
def test_a_member_that_nobody_asked_for_is_refused(name: str) -> None:
    content = json.dumps({"name": "ada", "word": "pier", name: "x"}).encode()

    assert _wrong(content) == {name: "is not a member here"}


def test_a_problem_never_repeats_a_text_that_was_given() -> None:
    problem = _refusal(b'{"name": "hunter2-hunter2", "word": "hunter2-hunter2"}')

    assert "hunter2" not in problem.detail + str(problem.errors)


def test_a_body_is_described_as_it_is_read() -> None:
    described = describe_body(MEMBERS)

    content = described["content"][JSON]
    schema = content["schema"]
    assert described["required"] is True
    assert (schema["required"], schema["additionalProperties"]) == (["name", "word"], False)
    assert schema["properties"]["name"] == {
        "type": "string",
        "minLength": 1,
        "maxLength": 5,
        "pattern": NO_NUL,
        "description": "A name.",
        "examples": ["ada"],
    }
    assert parse_body(JSON, json.dumps(content["example"]).encode(), MEMBERS) == content["example"]
