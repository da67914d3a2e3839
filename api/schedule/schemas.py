"""The operation on a day's schedule, as its users see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Literal

from api.casts import INCLUDE
from api.examples import EPISODE
from api.kinds import Day, Text
from api.operations import Access, Operation
from api.parameters import Parameter, PathParameter, paging
from api.problems import DATABASE_UNAVAILABLE
from api.shapes import ScheduleDay

TODAY: Literal["today"] = "today"


@dataclass(frozen=True)
class DayOrToday:
    """A calendar day, or the one that it is now where the schedule is from."""

    def parse(self, text: str) -> date | Literal["today"]:
        """Give the day, or ``today`` as it is."""
        return TODAY if text == TODAY else Day().parse(text)

    def schema(self) -> dict[str, Any]:
        """Describe."""
        return {"oneOf": [Day().schema(), {"const": TODAY}]}


LIST_SCHEDULE = Operation(
    name="listSchedule",
    summary="List a day's episodes in airing order",
    description="The day is the listing's, as TVMaze has it; `today` is the current day in the country's time zone.",
    tag="Schedule",
    access=Access.VISITOR,
    path_parameters=(PathParameter("date", DayOrToday(), "The day.", "2020-12-24"),),
    parameters=(
        Parameter(
            "feed",
            Text(),
            "Listing that holds the episode, named after the country. Repeatable: any of the values will do.",
            "us_web",
            repeatable=True,
        ),
        INCLUDE,
        *paging(100),
    ),
    answer=ScheduleDay,
    example={
        "date": date(2020, 12, 24),
        "loaded_at": datetime(2020, 12, 24, 11, 0, 7, tzinfo=UTC),
        "items": [{**EPISODE, "feeds": ["us"]}],
        "total": {"value": 1, "relation": "eq"},
        "page": {"size": 100, "number": 1, "next": None, "previous": None, "cursor": None},
    },
    problems=(DATABASE_UNAVAILABLE,),
    headers={"Link": "The next and previous pages, where there are any (RFC 8288)."},
)
