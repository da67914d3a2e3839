"""The operation that gives a calendar, as its users see it."""

from __future__ import annotations

from api.calendar.events import PRODUCT
from api.operations import Access, Operation
from api.problems import CALENDAR_BUSY
from api.search.answers import HEADERS, OF_STORES
from api.search.parameters import SELECTION

MEDIA_TYPE = "text/calendar"
MOST_EVENTS, DAYS_BACK = 1000, 7
GET_CALENDAR = Operation(
    name="getCalendar",
    summary="Subscribe to a search as an iCalendar feed",
    description=(
        "Takes the selection of a search; what is typed there as `q` and filters is what the calendar shows. Without "
        f"`airdate_…` and `airs_…` it begins {DAYS_BACK} days ago. The first {MOST_EVENTS:,} airings are given, in "
        "order; the calendar's description tells where there are more. Airings with an unknown time last all day; of "
        "an unknown length, they have a beginning alone. Accounts are not asked for: calendar programs can't log in."
    ),
    tag="Schedule",
    access=Access.VISITOR,
    parameters=SELECTION,
    media_type=MEDIA_TYPE,
    text_example=f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:{PRODUCT}\r\nEND:VCALENDAR\r\n",
    problems=(CALENDAR_BUSY, *OF_STORES),
    headers={name: HEADERS[name] for name in ("Server-Timing", "ETag")},
)
