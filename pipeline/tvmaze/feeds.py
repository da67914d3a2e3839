"""The three listings of a day that together hold a country's schedule, named after the country."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date as calendar_day
from urllib.parse import urlencode


@dataclass(frozen=True)
class Feed:
    """One kind of listing: a path and the parameters that it takes beside the date."""

    name: str
    path: str
    params: Mapping[str, str]

    def request(self, date: calendar_day) -> str:
        """Give path and query of a day's listing; always with a date, or overnight rows are missing."""
        return f"{self.path}?{urlencode({**self.params, 'date': date.isoformat()})}"


def feeds_of(country: str) -> tuple[Feed, ...]:
    """Name the feeds of a country (ISO 3166-1): its broadcasters, its web channels, the web channels of no country."""
    code, prefix = country.upper(), country.lower()
    return (
        Feed(prefix, "/schedule", {"country": code}),
        Feed(f"{prefix}_web", "/schedule/web", {"country": code}),
        Feed("global_web", "/schedule/web", {"country": ""}),
    )
