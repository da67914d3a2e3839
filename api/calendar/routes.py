"""``GET /v1/calendar.ics``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sanic import Blueprint, HTTPResponse, Request

from api.authentication import Visitor
from api.caching.answers import Answers
from api.calendar.schemas import DAYS_BACK, GET_CALENDAR, MEDIA_TYPE, MOST_EVENTS
from api.calendar.writer import CalendarWriter
from api.credit import CREDIT
from api.paging import PageRequest
from api.parameters import Values
from api.search.parameters import read_selection
from api.search.queries import Found, search_episodes
from api.stores import SearchEngine

DATED = ("airdate_from", "airdate_to", "airs_from", "airs_to")
blueprint = Blueprint("calendar", url_prefix="/v1")


@blueprint.get("/calendar.ics")
@GET_CALENDAR.serve
async def get_calendar(
    request: Request,
    *,
    values: Values,
    visitor: Visitor,
    engine: SearchEngine,
    zone: ZoneInfo,
    answers: Answers,
    writer: CalendarWriter,
) -> HTTPResponse:
    """Answer with the calendar of a search."""
    now = datetime.now(UTC).replace(microsecond=0)
    dated = _begin(values, now.astimezone(zone))
    asked = replace(read_selection(dated), page=PageRequest(1, MOST_EVENTS))

    async def make() -> HTTPResponse:
        writer.refuse_if_busy()
        found = await search_episodes(engine, asked)
        body = await writer.write(found.items, _name(values), _describe(found), now)
        timing = {"Server-Timing": f"search;dur={found.took}"}
        return HTTPResponse(body, headers={**visitor.headers, **timing}, content_type=f"{MEDIA_TYPE}; charset=utf-8")

    return await (make() if visitor.user else answers.give(request, dated, make))


def _begin(values: Values, now: datetime) -> Mapping[str, Any]:
    """Begin a week ago, unless days or instants are given."""
    if any(values[name] is not None for name in DATED):
        return values
    return {**values, "airdate_from": now.date() - timedelta(days=DAYS_BACK)}


def _name(values: Values) -> str:
    """Name a calendar after what is selected."""
    chosen = [values["q"] or "", *(str(one) for value in values.values() if isinstance(value, tuple) for one in value)]
    return " · ".join(["TVSI", *filter(None, chosen)])[:200]


def _describe(found: Found) -> str:
    cut = f"The first {MOST_EVENTS:,} of {found.total:,} airings. " if found.total > MOST_EVENTS else ""
    return f"{cut}{CREDIT['text']} {CREDIT['url']}"
