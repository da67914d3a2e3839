"""The two operations on health, as whoever runs the API sees them."""

from __future__ import annotations

from api.operations import Operation
from api.problems import NOT_READY
from api.shapes import Liveness, Readiness

GET_LIVENESS = Operation(
    name="getLiveness",
    summary="Tell whether the process answers",
    tag="Health",
    answer=Liveness,
    example={"status": "live"},
)
GET_READINESS = Operation(
    name="getReadiness",
    summary="Tell whether the service can serve",
    description="Ready means that the database answers and has every migration. Without the search engine all but "
    "search is served, so it is told and does not count.",
    tag="Health",
    answer=Readiness,
    example={"status": "ready", "database": "up", "migrations": "applied", "search": "up"},
    problems=(NOT_READY,),
)
