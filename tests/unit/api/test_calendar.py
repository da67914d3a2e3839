"""Episodes as events, read back by another library than the one that wrote them."""

from __future__ import annotations

import unicodedata
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import vobject  # type: ignore[import-untyped]

from api.calendar.events import make_calendar

NOW = datetime(2020, 12, 1, 12, tzinfo=UTC)
NEW_YORK, LOS_ANGELES = ZoneInfo("America/New_York"), ZoneInfo("America/Los_Angeles")
ITEM: dict[str, Any] = {
    "id": 7,
    "name": "Pilot",
    "season": 1,
    "number": 2,
    "airdate": "2020-12-01",
    "airtime_known": True,
    "airstamp": "2020-12-02T01:00:00+00:00",
    "runtime": 60,
    "summary": "It begins.",
    "url": "https://www.tvmaze.com/episodes/7",
    "show": {"name": "Harbour Lights", "network": "NBC", "web_channel": None, "genres": ["Drama", "Crime"]},
}


def _write(*items: dict[str, Any]) -> bytes:
    return make_calendar([{**ITEM, **item} for item in items], "TVSI", "about", NOW)


def _read(*items: dict[str, Any]) -> list[Any]:
    return list(vobject.readOne(_write(*items).decode()).contents.get("vevent", []))


def test_an_airing_is_at_its_instant_for_as_long_as_it_runs() -> None:
    (event,) = _read({})

    assert event.dtstart.value == datetime(2020, 12, 2, 1, tzinfo=UTC)
    assert event.duration.value == timedelta(hours=1)
    assert event.summary.value == "Harbour Lights · S01E02 · Pilot"
    assert event.location.value == "NBC"
    assert event.url.value == "https://www.tvmaze.com/episodes/7"
    assert event.uid.value == "episode-7@tvsi"
    assert event.transp.value == "TRANSPARENT"
    assert event.categories.value == ["Drama", "Crime"]
    assert "TVmaze.com" in event.description.value


@pytest.mark.parametrize(
    ("airstamp", "zone", "local"),
    [
        ("2020-11-01T00:00:00+00:00", NEW_YORK, "2020-10-31T20:00:00-04:00"),
        ("2020-11-02T01:00:00+00:00", NEW_YORK, "2020-11-01T20:00:00-05:00"),
        ("2021-03-14T01:00:00+00:00", NEW_YORK, "2021-03-13T20:00:00-05:00"),
        ("2021-03-15T00:00:00+00:00", NEW_YORK, "2021-03-14T20:00:00-04:00"),
        ("2021-03-15T03:00:00+00:00", LOS_ANGELES, "2021-03-14T20:00:00-07:00"),
        ("2020-12-02T00:00:00-05:00", NEW_YORK, "2020-12-02T00:00:00-05:00"),
    ],
)
def test_both_sides_of_a_change_of_clocks_it_is_the_same_hour_where_it_airs(
    airstamp: str, zone: ZoneInfo, local: str
) -> None:
    (event,) = _read({"airstamp": airstamp})

    assert event.dtstart.value.astimezone(zone).isoformat() == local


def test_after_midnight_it_is_the_night_and_not_the_day_of_its_label() -> None:
    (event,) = _read({"airdate": "2020-12-01", "airtime": "00:35", "airstamp": "2020-12-02T05:35:00+00:00"})

    assert event.dtstart.value.astimezone(NEW_YORK).isoformat() == "2020-12-02T00:35:00-05:00"


@pytest.mark.parametrize(
    "unknown", [{"airtime_known": False, "airstamp": "2020-12-01T12:00:00+00:00"}, {"airstamp": None}]
)
def test_an_unknown_time_is_the_whole_day_of_its_airdate(unknown: dict[str, Any]) -> None:
    (event,) = _read(unknown)

    assert event.dtstart.value == date(2020, 12, 1)
    assert not isinstance(event.dtstart.value, datetime)
    assert "duration" not in event.contents


def test_what_has_neither_day_nor_time_is_left_out() -> None:
    assert _read({"airdate": None, "airstamp": None}) == []


@pytest.mark.parametrize("runtime", [None, 0])
def test_an_unknown_length_is_not_made_up(runtime: int | None) -> None:
    (event,) = _read({"runtime": runtime})

    assert not {"duration", "dtend"} & set(event.contents)


@pytest.mark.parametrize(
    "name",
    [
        "Comma, semicolon; and \\ slash",
        "Two\nlines",
        "🎬 " * 60,
        "é" * 300,
        "BEGIN:VEVENT",
        'Quote "x"',
        "日本語の題名",
    ],
)
def test_any_name_comes_back_as_it_was_in_lines_of_75_octets(name: str) -> None:
    (event,) = _read({"name": name, "number": None})

    assert event.summary.value == f"Harbour Lights · {name}"
    assert max(len(line) for line in _write({"name": name}).split(b"\r\n")) <= 75


def test_what_no_text_may_hold_becomes_a_space() -> None:
    item = {"name": "a\x01\x0bb\x85c", "summary": "d\x7fe", "show": {**ITEM["show"], "genres": ["f\x00g"]}}

    written = make_calendar([{**ITEM, **item}], "h\x1fi", "about", NOW).decode()

    assert not any(unicodedata.category(sign) == "Cc" for sign in written.replace("\r\n", ""))
    assert all(text in written for text in ("a b c", "d e", "f g", "h i"))


def test_the_calendar_says_what_it_is_and_how_often_to_look() -> None:
    text = _write().decode()

    assert text.startswith("BEGIN:VCALENDAR\r\n")
    assert "\r\nVERSION:2.0\r\n" in text
    assert "\r\nNAME:TVSI\r\n" in text
    assert "\r\nREFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in text
    assert "\r\nX-PUBLISHED-TTL:PT1H\r\n" in text
