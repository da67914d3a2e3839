"""Episodes as the events of an iCalendar (RFC 5545). Pure; how text is escaped and folded is the library's business.

An airing with a known time is at its instant, in UTC, whatever day its broadcaster labels it with; one without is the
whole day of its airdate.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from icalendar import Calendar, Event, vDuration, vText

from api.credit import CREDIT

REFRESH = timedelta(hours=1)
PRODUCT = "-//TVSI//TV schedule information//EN"
# All of C0 and C1 but tab and line ends: no text of RFC 5545 may hold them, however it is escaped.
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]+")


def make_calendar(items: Iterable[Any], name: str, description: str, now: datetime) -> bytes:
    """Write the calendar of these episodes; those that have neither a time nor a day are left out."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    for said, text in (("name", name), ("x-wr-calname", name), ("description", description)):
        calendar.add(said, _write_text(text))
    calendar.add("x-wr-caldesc", _write_text(description))
    calendar.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    for item in items:
        if when := _when(item):
            calendar.add_component(_make_event(item, when, now))
    written: bytes = calendar.to_ical()
    return written


def _when(item: Any) -> datetime | date | None:
    """Give the instant of an airing where it is known, else its day."""
    if item["airtime_known"] and item["airstamp"]:
        return datetime.fromisoformat(item["airstamp"]).astimezone(UTC)
    return date.fromisoformat(item["airdate"]) if item["airdate"] else None


def _make_event(item: Any, when: datetime | date, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"episode-{item['id']}@tvsi")
    event.add("dtstamp", now)
    event.add("dtstart", when)
    if isinstance(when, datetime) and item["runtime"]:
        event.add("duration", timedelta(minutes=item["runtime"]))
    event.add("summary", _write_text(title(item)))
    told = "\n\n".join(filter(None, [item["summary"], item["url"], CREDIT["text"]]))
    event.add("description", _write_text(told))
    event.add("transp", "TRANSPARENT")  # nobody is busy by it
    show = item["show"]
    if channel := show["network"] or show["web_channel"]:
        event.add("location", _write_text(channel))
    if show["genres"]:
        event.add("categories", [_write_text(genre) for genre in show["genres"]])
    if item["url"]:
        event.add("url", item["url"])
    return event


def title(item: Any) -> str:
    """Name an episode with its show and its number, where it has one."""
    number = f"S{item['season']:02}E{item['number']:02}" if item["number"] is not None else ""
    return " · ".join(filter(None, [item["show"]["name"], number, item["name"]]))


def _write_text(text: str) -> vText:
    return vText(CONTROLS.sub(" ", text))
