"""What operators are told by message: the daily load's end, failures that nobody tries again, failed checks. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

DAILY_SUCCEEDED, DAILY_FAILED, LOAD_FAILED = "daily.succeeded", "daily.failed", "load.failed"
LOAD_SUCCEEDED, CHECKS_FAILED = "load.succeeded", "checks.failed"
CANCELLED = "cancelled"


@dataclass(frozen=True)
class Message:
    """A message, by how grave it is."""

    kind: Literal["success", "failure"]
    title: str
    body: str


def write_message(event: str, told: Mapping[str, Any], dagster_url: str) -> Message | None:
    """Write the message of an event; none of those that operators need not hear of."""
    days = _span(told.get("days", []))
    if event == DAILY_SUCCEEDED:
        counts = ", ".join(f"{count:,} {table}" for table, count in sorted(told["counts"].items()))
        return Message("success", f"TVSI: the daily load of {told['daily']} succeeded", f"{days}: {counts} rows.")
    if event == DAILY_FAILED:
        body = f"Given up for now, and not loaded: {days}. The next daily load tries again. {dagster_url}/runs"
        return Message("failure", f"TVSI: the daily load of {told['daily']} failed", body)
    if event == CHECKS_FAILED:
        found = ". ".join(f"{name}: {what}" for name, what in told["failed_checks"].items())
        return Message("failure", "TVSI: a check failed", f"{found}. {dagster_url}/runs/{told['run_id']}")
    if event == LOAD_SUCCEEDED and told.get("failed_checks"):
        title = f"TVSI: loading {' and '.join(told['groups'])} of {days} left a check failed"
        return Message("failure", title, f"{', '.join(told['failed_checks'])}. {dagster_url}/runs/{told['run_id']}")
    if event != LOAD_FAILED or told.get("reason") == CANCELLED:
        return None
    last = ", for about nine hours" if told.get("daily") else ""
    again = f" It is tried again by itself, later each time{last}." if told.get("round") else ""
    title = f"TVSI: loading {' and '.join(told['groups'])} of {days} failed"
    return Message("failure", title, f"{told['reason']}{again} {dagster_url}/runs/{told['run_id']}")


def _span(days: list[str]) -> str:
    return days[0] if len(days) == 1 else f"{days[0]} to {days[-1]}" if days else "no days"
