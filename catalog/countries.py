"""Countries by ISO 3166-1 code and the time zone that most of each one lives by, out of the tz database."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

# zone.tab lists a country's zones from east to west or north to south, the biggest first only where
# that agrees. Where it does not, this is the zone of the country's main broadcasters.
_NOT_THE_FIRST = {
    "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "RU": "Europe/Moscow",
    "UA": "Europe/Kyiv",
    "UZ": "Asia/Tashkent",
}


def is_country(code: str) -> bool:
    """Tell whether TVMaze may know the code: ISO 3166-1, two capital letters, with people living there."""
    return code in _main_timezones()


def main_timezone(country: str) -> str:
    """Name the time zone of a country's schedule, such as ``America/New_York``; raises ``KeyError`` if unknown."""
    return _main_timezones()[country]


@cache
def _main_timezones() -> dict[str, str]:
    zones: dict[str, str] = {}
    for line in (files("tzdata") / "zoneinfo" / "zone.tab").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            code, _, zone, *_ = line.split("\t")
            zones.setdefault(code, zone)
    return zones | _NOT_THE_FIRST
