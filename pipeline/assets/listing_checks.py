"""What each listing of a run is checked for; the results tell of the run's days, by name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import dagster as dg
from peewee import PostgresqlDatabase

from pipeline.story.listings import list_refused
from pipeline.story.results import BLOCKED, SHRUNKEN, DayLoad

NOT_SHRUNKEN, NOT_BLOCKED, NO_QUARANTINE = "listings_not_shrunken", "listings_not_blocked", "no_item_quarantined"
LISTING_CHECKS = [
    dg.AssetCheckSpec(
        NOT_SHRUNKEN,
        asset="schedule",
        description=(
            "No listing lost more than half of its 10 or more rows, or all of 5 or more. The rows stay until the same "
            "answer is given an hour later, or `accept_shrunk` says that it is right. Warns of earlier ones."
        ),
    ),
    dg.AssetCheckSpec(
        NOT_BLOCKED,
        asset="raw_schedule",
        description="No listing held so many malformed items (5, and over 20 %) that it was left alone.",
    ),
    dg.AssetCheckSpec(
        NO_QUARANTINE, asset="raw_schedule", description="Warns of malformed items; the rest of their day is loaded."
    ),
]


def check_listings(db: PostgresqlDatabase, loads: Sequence[DayLoad]) -> Iterator[dg.AssetCheckResult]:
    """Judge the listings of a run."""
    yield _check_shrunken(db, loads)
    blocked = _name(loads, BLOCKED)
    yield _result("raw_schedule", NOT_BLOCKED, f"left alone: {', '.join(blocked)}", blocked)
    quarantined = [f"{load.date} ({load.quarantined})" for load in loads if load.quarantined]
    told = f"malformed items: {', '.join(quarantined)}"
    yield _result("raw_schedule", NO_QUARANTINE, told, quarantined, dg.AssetCheckSeverity.WARN)


def _check_shrunken(db: PostgresqlDatabase, loads: Sequence[DayLoad]) -> dg.AssetCheckResult:
    shrunken = _name(loads, SHRUNKEN)
    if shrunken:
        return _result("schedule", NOT_SHRUNKEN, f"not believed: {', '.join(shrunken)}", shrunken)
    earlier = [f"{feed} {day}" for feed, day in list_refused(db)]
    told = f"still not believed from earlier: {', '.join(earlier)}"
    return _result("schedule", NOT_SHRUNKEN, told, earlier, dg.AssetCheckSeverity.WARN)


def _name(loads: Sequence[DayLoad], status: str) -> list[str]:
    return [f"{feed} {load.date}" for load in loads for feed in load.feeds_that_are(status)]


def _result(
    asset: str,
    check: str,
    told: str,
    found: Sequence[str],
    severity: dg.AssetCheckSeverity = dg.AssetCheckSeverity.ERROR,
) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        asset_key=asset,
        check_name=check,
        passed=not found,
        severity=severity,
        description=told if found else "nothing found",
        metadata={"found": list(found)},
    )
