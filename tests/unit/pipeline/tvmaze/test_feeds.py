"""The three listings that hold a country's schedule."""

from __future__ import annotations

from datetime import date

from pipeline.tvmaze.feeds import feeds_of


def test_the_feeds_of_a_country_are_named_after_it() -> None:
    assert [feed.name for feed in feeds_of("GB")] == ["gb", "gb_web", "global_web"]


def test_each_feed_always_says_its_date_and_its_country_even_an_empty_one() -> None:
    assert [feed.request(date(2020, 12, 1)) for feed in feeds_of("US")] == [
        "/schedule?country=US&date=2020-12-01",
        "/schedule/web?country=US&date=2020-12-01",
        "/schedule/web?country=&date=2020-12-01",
    ]
