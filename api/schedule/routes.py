"""``GET /v1/schedule/{date}``."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from sanic import Blueprint, HTTPResponse, Request

from api.authentication import Visitor
from api.completion import complete_items
from api.operations import answer
from api.paging import PublicAddress, link_header, make_page, read_page
from api.parameters import Values
from api.schedule.queries import list_schedule
from api.schedule.schemas import LIST_SCHEDULE, TODAY
from api.shapes import ScheduleDay
from api.stores import Postgres

blueprint = Blueprint("schedule", url_prefix="/v1/schedule")


@blueprint.get("/<date>")
@LIST_SCHEDULE.serve
async def get(
    request: Request,
    *,
    values: Values,
    date: date | Literal["today"],
    visitor: Visitor,
    postgres: Postgres,
    address: PublicAddress,
    zone: ZoneInfo,
) -> HTTPResponse:
    """Answer with a page of a day."""
    day = datetime.now(UTC).astimezone(zone).date() if date == TODAY else date
    asked = read_page(values)
    found = await postgres.run(list_schedule, day, values["feed"], asked)
    await complete_items(postgres, visitor, found.items, values["include"] or ())
    page = make_page(asked, found.total, address.of(request))
    body: ScheduleDay = {
        "date": day,
        "loaded_at": found.loaded_at,
        "items": found.items,
        "total": {"value": found.total, "relation": "eq"},
        "page": page,
    }
    return answer(body, headers={**visitor.headers, **link_header(page)})
