"""The front door, as its users see it."""

from __future__ import annotations

from api.credit import CREDIT, DESCRIPTION
from api.operations import Operation
from api.shapes import Home


def make_home(base_url: str) -> Home:
    """Say what this is and where to go on."""
    return {
        "name": "TVSI",
        "description": DESCRIPTION,
        "openapi": f"{base_url}/openapi.json",
        "docs": f"{base_url}/docs",
        "search": f"{base_url}/v1/episodes?q=news",
        "schedule": f"{base_url}/v1/schedule/today",
        "credit": CREDIT,
    }


GET_HOME = Operation(
    name="getHome",
    summary="Tell what this is and where to go on",
    tag="Home",
    answer=Home,
    example=make_home("https://tv.example"),
    headers={"Vary": "`Accept`: who prefers HTML is answered with the search page."},
)
