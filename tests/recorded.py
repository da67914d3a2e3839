"""An independent reading of recorded days, straight from the files: what the product must agree with."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

FEEDS = ("us", "us_web", "global_web")
DECEMBER = tuple(date(2020, 12, 1) + timedelta(days) for days in range(31))


def read_listing(directory: Path, feed: str, day: date) -> list[dict[str, Any]]:
    """Give the rows that a feed's listing of a day holds; a day without a file is empty."""
    if feed == "us":
        return _read(directory / "schedule" / "US" / f"{day}.json")
    rows = _read(directory / "schedule" / "web" / f"{day}.json")
    return [row for row in rows if _belongs(row["_embedded"]["show"].get("webChannel"), feed)]


def read_everywhere(directory: Path) -> dict[int, dict[str, Any]]:
    """Give every row of the recording by episode id, whatever its country."""
    files = sorted((directory / "schedule").rglob("*.json"))
    return {row["id"]: row for file in files for row in _read(file)}


def listed_ids(directory: Path, days: tuple[date, ...] = DECEMBER) -> set[int]:
    """Give the episodes that any of the three feeds lists on those days."""
    return {row["id"] for day in days for feed in FEEDS for row in read_listing(directory, feed, day)}


def _belongs(web_channel: dict[str, Any] | None, feed: str) -> bool:
    if web_channel is None:
        return False
    country = web_channel.get("country")
    if feed == "global_web":
        return country is None
    return country is not None and country["code"] == "US"


def _read(file: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(file.read_text()) if file.exists() else []
    return rows
