"""Variables of the pipeline: their defaults, and messages that name the one that is wrong."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from catalog.settings import SettingsInvalid
from pipeline.settings import CalendarSettings, MessageSettings, PipelineSettings, TvmazeSettings


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """Leave only what a test sets: no variable of the machine's, no running ``make up``."""
    names = ("SOURCE", "COUNTRY", "TIMEZONE", "FIRST_DATE", "INITIAL_DAYS", "DAYS_AHEAD", "AUTOMATION")
    for name in (*names, "TVMAZE_URL", "TVMAZE_CALLS_PER_10S", "TVMAZE_WINDOW_SECONDS"):
        monkeypatch.delenv(f"TVSI_{name}", raising=False)
    monkeypatch.setenv("TVSI_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("TVSI_POSTGRES_URL", "postgresql://postgres:@/tvsi?host=/somewhere")
    return monkeypatch


def test_the_defaults_are_those_of_the_us_schedule() -> None:
    settings = PipelineSettings.read()

    assert (settings.tvmaze_url, settings.tvmaze_calls_per_10s, settings.tvmaze_window_seconds) == (
        "https://api.tvmaze.com",
        20,
        10,
    )
    assert (settings.country, settings.timezone, settings.zone.key) == ("US", "America/New_York", "America/New_York")
    assert (settings.first_date, settings.initial_days, settings.days_ahead) == (date(2015, 1, 1), 7, 7)
    assert settings.automation


def test_an_empty_variable_is_as_one_that_is_not_set(environment: pytest.MonkeyPatch) -> None:
    for name in ("COUNTRY", "DAYS_AHEAD", "NOTIFY_URLS"):
        environment.setenv(f"TVSI_{name}", "")

    settings = CalendarSettings.read()

    assert (settings.country, settings.days_ahead, MessageSettings.read().addresses) == ("US", 7, [])


@pytest.mark.parametrize(
    ("country", "timezone"),
    [("gb", "Europe/London"), ("CA", "America/Toronto"), ("AU", "Australia/Sydney"), ("JP", "Asia/Tokyo")],
)
def test_a_country_brings_its_main_time_zone(environment: pytest.MonkeyPatch, country: str, timezone: str) -> None:
    environment.setenv("TVSI_COUNTRY", country)

    settings = CalendarSettings.read()

    assert (settings.country, settings.timezone) == (country.upper(), timezone)


def test_a_time_zone_of_ones_own_wins(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("TVSI_TIMEZONE", "America/Los_Angeles")

    assert CalendarSettings.read().timezone == "America/Los_Angeles"


@pytest.mark.parametrize(("word", "on"), [("on", True), ("off", False), ("false", False)])
def test_automation_is_switched_by_a_word(environment: pytest.MonkeyPatch, word: str, on: bool) -> None:  # noqa: FBT001 - a case
    environment.setenv("TVSI_AUTOMATION", word)

    assert CalendarSettings.read().automation is on


@pytest.mark.parametrize(("source", "stored"), [("live", "live"), ("simulated", "simulated"), ("auto", "live")])
def test_the_store_is_claimed_for_what_the_source_says(
    environment: pytest.MonkeyPatch, source: str, stored: str
) -> None:
    environment.setenv("TVSI_SOURCE", source)

    assert PipelineSettings.read().stored_source == stored


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("COUNTRY", "UK", "'UK' is no ISO 3166-1 code of a country, such as US; the United Kingdom is GB"),
        ("COUNTRY", " ", "' ' is no ISO 3166-1 code of a country, such as US"),
        ("TIMEZONE", "Mars/Olympus", "'Mars/Olympus' is no time zone such as America/New_York"),
        ("TIMEZONE", "../etc/passwd", "'../etc/passwd' is no time zone such as America/New_York"),
        ("SOURCE", "both", "Input should be 'auto', 'live' or 'simulated'"),
        ("TVMAZE_URL", "api.tvmaze.com", "'api.tvmaze.com' is no address such as https://api.tvmaze.com"),
        ("TVMAZE_URL", "https://x/?a=1", "'https://x/?a=1' is no address such as https://api.tvmaze.com"),
        ("TVMAZE_CALLS_PER_10S", "0", "Input should be greater than or equal to 1"),
        ("TVMAZE_CALLS_PER_10S", "21", "TVMaze permits 20 calls in 10 s; more is for a mirror of your own"),
        ("TVMAZE_WINDOW_SECONDS", "1", "TVMaze permits 20 calls in 10 s; more is for a mirror of your own"),
        ("TVMAZE_WINDOW_SECONDS", "0", "Input should be greater than 0"),
        ("INITIAL_DAYS", "-1", "Input should be greater than or equal to 0"),
        ("POSTGRES_URL", "mysql://x", "is no postgresql://… address"),
    ],
)
def test_a_wrong_variable_is_named(environment: pytest.MonkeyPatch, name: str, value: str, message: str) -> None:
    environment.setenv(f"TVSI_{name}", value)

    with pytest.raises(SettingsInvalid) as refused:
        PipelineSettings.read()

    assert str(refused.value) == f"TVSI_{name}: {message}"


def test_a_mirror_of_ones_own_may_be_asked_faster(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("TVSI_TVMAZE_URL", "http://127.0.0.1:8100/")
    environment.setenv("TVSI_TVMAZE_CALLS_PER_10S", "500")
    environment.setenv("TVSI_TVMAZE_WINDOW_SECONDS", "0.2")

    settings = TvmazeSettings.read()

    assert (settings.tvmaze_url, settings.tvmaze_calls_per_10s) == ("http://127.0.0.1:8100", 500)
