"""A query becomes values, or one problem that names every parameter that is wrong."""

from __future__ import annotations

import pytest

from api.kinds import Integer, Text
from api.parameters import MAX_VALUES, Parameter, parse_query
from api.problems import Problem

PARAMETERS = (
    Parameter("q", Text(), "Words.", "x"),
    Parameter("genre", Text(), "Genres.", "x", repeatable=True),
    Parameter("page", Integer(1), "Page.", 1, default=1),
)


def _wrong(query: str) -> dict[str, str]:
    with pytest.raises(Problem) as refusal:
        parse_query(query, PARAMETERS)
    assert refusal.value.kind.status == 400
    return {error.parameter: error.detail for error in refusal.value.errors}


def test_absent_parameters_have_their_defaults() -> None:
    assert parse_query("", PARAMETERS) == {"q": None, "genre": (), "page": 1}


def test_a_repeated_value_counts_once_and_in_whatever_order_it_is_the_same() -> None:
    values = parse_query("genre=b&genre=a&genre=b", PARAMETERS)

    assert values["genre"] == ("a", "b")


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("q=a+b", "a b"),
        ("q=a%20b", "a b"),
        ("q=a%2Bb", "a+b"),
        ("q=caf%C3%A9", "café"),
        ("q=a=b", "a=b"),
        ("&q=a&", "a"),
        ("%71=a", "a"),
    ],
)
def test_texts_are_decoded_as_forms_encode_them(query: str, text: str) -> None:
    assert parse_query(query, PARAMETERS)["q"] == text


@pytest.mark.parametrize(
    ("query", "name", "fact"),
    [
        ("facets=genre", "facets", "is not a parameter here"),
        ("Q=a", "Q", "is not a parameter here"),
        ("=a", "", "is not a parameter here"),
        ("page=x", "page", "must be a whole number"),
        ("page=", "page", "must be a whole number"),
        ("page", "page", "must be a whole number"),
        ("page=1&page=2", "page", "takes a single value"),
        ("page=1&page=1", "page", "takes a single value"),
        ("q=%00", "q", "holds a NUL character"),
        ("q=%FF", "q", "is not valid UTF-8 text"),
        ("q=%ED%A0%80", "q", "is not valid UTF-8 text"),
        ("%FF=a", "%FF", "is not valid UTF-8 text"),
        ("genre=", "genre", "must not be empty"),
        ("&".join(["genre=a"] * (MAX_VALUES + 1)), "genre", "was given 51 times; at most 50 are taken"),
        ("&".join(["q=a"] * 501), "query", "has 501 parameters; at most 500 are taken"),
    ],
)
def test_what_is_wrong_is_named(query: str, name: str, fact: str) -> None:
    assert _wrong(query) == {name: fact}


def test_everything_that_is_wrong_is_named_at_once() -> None:
    assert set(_wrong("page=0&nonsense=1&q=%00&genre=ok")) == {"page", "nonsense", "q"}
