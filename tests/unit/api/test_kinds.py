"""Texts become values, or a sentence that says what they should have been."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from api.kinds import INT64, CommaList, Day, Flag, Instant, Integer, Kind, Number, Text, Words

SORT = CommaList(("name", "season", "likes"), at_most=2, signed=True)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Text(), "NBC", "NBC"),
        (Text(), " padded ", " padded "),
        (Words(), "  law  and order ", "law  and order"),
        (Words(), "   ", ""),
        (Words(), "", ""),
        (Words(max_words=2), "spider-man", "spider-man"),
        (Integer(), "0", 0),
        (Integer(), "007", 7),
        (Integer(-5, 5), "-5", -5),
        (Integer(1, INT64), str(INT64), INT64),
        (Number(0, 10), "7", 7.0),
        (Number(0, 10), "7.25", 7.25),
        (Number(0, 10), "10.0", 10.0),
        (Number(0, 10), "1e1", 10.0),
        (Number(0, 10), "5e-324", 5e-324),
        (Day(), "2020-02-29", date(2020, 2, 29)),
        (Instant(), "2020-12-24T20:00:00Z", datetime(2020, 12, 24, 20, tzinfo=UTC)),
        (Text(), "Cafe\u0301", "Caf\u00e9"),
        (Words(), " CAFE\u0301 ", "CAF\u00c9"),
        (Instant(), "2020-12-24T20:00Z", datetime(2020, 12, 24, 20, tzinfo=UTC)),
        (
            Instant(),
            "2020-12-24T20:00:00.5-05:00",
            datetime(2020, 12, 24, 20, 0, 0, 500000, tzinfo=timezone(timedelta(hours=-5))),
        ),
        (Flag(), "true", True),
        (Flag(), "false", False),
        (SORT, "name", ("name",)),
        (SORT, "-likes,season", ("-likes", "season")),
    ],
)
def test_a_well_formed_text_becomes_its_value(kind: Kind, text: str, value: Any) -> None:
    assert kind.parse(text) == value


@pytest.mark.parametrize(
    ("kind", "text", "fact"),
    [
        (Text(), "", "must not be empty"),
        (Text(max_length=3), "four", "has 4 characters"),
        (Words(), "x" * 201, "has 201 characters"),
        (Words(max_words=2), "spider-man returns", "has 3 words"),
        (Integer(), "", "whole number"),
        (Integer(), "1.0", "whole number"),
        (Integer(), "1e3", "whole number"),
        (Integer(), "1_000", "whole number"),
        (Integer(), " 1", "whole number"),
        (Integer(), "+1", "whole number"),
        (Integer(), "\u0661", "whole number"),
        (Integer(), "9" * 20, "whole number"),
        (Integer(), "-1", "from 0 to"),
        (Integer(1, 100), "101", "from 1 to 100"),
        (Integer(), str(2**31), "from 0 to"),
        (Number(0, 10), "nan", "must be a number"),
        (Number(0, 10), "inf", "must be a number"),
        (Number(0, 10), "1e2", "from 0 to 10"),
        (Number(0, 10), "1e", "must be a number"),
        (Number(0, 10), "9e999", "from 0 to 10"),
        (Number(0, 10), ".5", "must be a number"),
        (Number(0, 10), "7,5", "must be a number"),
        (Number(0, 10), "10.1", "from 0 to 10"),
        (Day(), "2020-2-1", "must be a day"),
        (Day(), "20200201", "must be a day"),
        (Day(), "today", "must be a day"),
        (Day(), "2020-02-01T00:00:00Z", "must be a day"),
        (Day(), "2021-02-29", "does not exist"),
        (Day(), "0000-01-01", "does not exist"),
        (Instant(), "2020-12-24", "must be a moment"),
        (Instant(), "2020-12-24T20:00:00", "must be a moment"),
        (Instant(), "2020-12-24T20:00:00 01:00", "%2B"),
        (Instant(), "2020-12-24T25:00:00Z", "does not exist"),
        (Instant(), "2020-12-24T20:00:00+25:00", "does not exist"),
        (Instant(), "0001-01-01T00:00:00+00:01", "does not exist"),
        (Instant(), "9999-12-31T23:59:59-00:01", "does not exist"),
        (Flag(), "yes", "true or false"),
        (Flag(), "True", "true or false"),
        (SORT, "", "knows name, season, likes"),
        (SORT, "rating", "not 'rating'"),
        (SORT, "--name", "not '-name'"),
        (SORT, "name,", "not ''"),
        (SORT, "name,season,likes", "at most 2"),
        (SORT, "name,-name", "twice"),
        (CommaList(("cast",), at_most=1), "-cast", "not '-cast'"),
    ],
)
def test_a_malformed_text_is_refused_with_what_it_should_have_been(kind: Kind, text: str, fact: str) -> None:
    with pytest.raises(ValueError, match=re.escape(fact)):
        kind.parse(text)


@pytest.mark.parametrize("text", ["name", "-name", "name,-season", "likes,name"])
def test_a_list_of_words_is_described_as_the_text_that_it_is(text: str) -> None:
    pattern = SORT.schema()["pattern"]

    assert SORT.parse(text) == tuple(text.split(","))
    assert re.search(pattern, text)


@pytest.mark.parametrize("text", ["", "rating", "--name", "name,", ",name", "name, season", "name,season,likes"])
def test_a_list_of_other_words_is_not_as_described(text: str) -> None:
    pattern = SORT.schema()["pattern"]

    assert not re.search(pattern, text)


@pytest.mark.parametrize(
    ("text", "in_utc"),
    [
        ("2020-12-24T20:00:00+23:59", "2020-12-23T20:01:00+00:00"),
        ("2020-12-24T20:00:00-23:59", "2020-12-25T19:59:00+00:00"),
        ("2020-12-24T20:00:00-05:00", "2020-12-25T01:00:00+00:00"),
    ],
)
def test_a_moment_is_read_in_utc_whatever_its_offset(text: str, in_utc: str) -> None:
    assert Instant().parse(text).isoformat() == in_utc
