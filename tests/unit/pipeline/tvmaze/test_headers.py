"""Times in headers, in every form that RFC 9110 knows and in some that it does not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pipeline.tvmaze.headers import as_of, retry_after

DATE = "Tue, 01 Dec 2020 12:00:00 GMT"
NOON = datetime(2020, 12, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Date": DATE}, 0),
        ({"Date": DATE, "Age": "90"}, 90),
        ({"Date": DATE, "Age": " 90 "}, 90),
        ({"Date": DATE, "Age": "-5"}, 0),
        ({"Date": DATE, "Age": "old"}, 0),
        ({"Date": DATE, "Age": "inf"}, 0),
        ({"Date": DATE, "Age": "9" * 30}, 7 * 24 * 3600),
    ],
)
def test_an_answer_was_made_at_its_date_less_its_age(headers: dict[str, str], seconds: int) -> None:
    assert as_of(headers) == NOON - timedelta(seconds=seconds)


@pytest.mark.parametrize("headers", [{}, {"Date": ""}, {"Date": "yesterday"}, {"Age": "90"}])
def test_without_a_usable_date_nobody_can_tell(headers: dict[str, str]) -> None:
    assert as_of(headers) is None


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("7", 7),
        ("0", 0),
        ("1.5", 1.5),
        ("Tue, 01 Dec 2020 12:00:30 GMT", 30),
        ("Tuesday, 01-Dec-20 12:00:30 GMT", 30),
        ("Tue Dec  1 12:00:30 2020", 30),
        ("Tue, 01 Dec 2020 11:00:00 GMT", 0),
        ("-3", None),
        ("nan", None),
        ("inf", None),
        ("soon", None),
        ("", None),
    ],
)
def test_retry_after_comes_as_seconds_or_as_a_date_and_nonsense_is_silence(value: str, seconds: float | None) -> None:
    assert retry_after({"Retry-After": value, "Date": DATE}, NOON + timedelta(days=9)) == seconds


def test_a_date_is_compared_with_our_own_clock_where_the_server_has_none() -> None:
    assert retry_after({"Retry-After": DATE}, NOON - timedelta(seconds=5)) == 5


def test_silence_is_silence() -> None:
    assert retry_after({}, NOON) is None
