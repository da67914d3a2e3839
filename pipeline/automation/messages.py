"""What operators are told by message: the daily load's end, failures, checks that fail, an index that refuses. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from catalog.parking import INDEX_REFUSES

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
    write = _WRITERS.get(event)
    return write(told, dagster_url) if write else None


def _tell_of_daily_load(told: Mapping[str, Any], _: str) -> Message:
    counts = ", ".join(f"{count:,} {table}" for table, count in sorted(told["counts"].items()))
    return Message("success", f"TVSI: the daily load of {told['daily']} succeeded", f"{_span(told)}: {counts} rows.")


def _tell_of_daily_failure(told: Mapping[str, Any], dagster_url: str) -> Message:
    body = f"Given up for now, and not loaded: {_span(told)}. The next daily load tries again. {dagster_url}/runs"
    return Message("failure", f"TVSI: the daily load of {told['daily']} failed", body)


def _tell_of_checks(told: Mapping[str, Any], dagster_url: str) -> Message:
    found = ". ".join(f"{name}: {what}" for name, what in told["failed_checks"].items())
    return Message("failure", "TVSI: a check failed", f"{found}. {dagster_url}/runs/{told['run_id']}")


def _tell_of_load(told: Mapping[str, Any], dagster_url: str) -> Message | None:
    if not told.get("failed_checks"):
        return None
    title = f"TVSI: loading {' and '.join(told['groups'])} of {_span(told)} left a check failed"
    return Message("failure", title, f"{', '.join(told['failed_checks'])}. {dagster_url}/runs/{told['run_id']}")


def _tell_of_failure(told: Mapping[str, Any], dagster_url: str) -> Message | None:
    if told.get("reason") == CANCELLED:
        return None
    last = ", for about nine hours" if told.get("daily") else ""
    again = f" It is tried again by itself, later each time{last}." if told.get("round") else ""
    title = f"TVSI: loading {' and '.join(told['groups'])} of {_span(told)} failed"
    return Message("failure", title, f"{told['reason']}{again} {dagster_url}/runs/{told['run_id']}")


def _tell_of_refusals(told: Mapping[str, Any], _: str) -> Message:
    found = f"{told['refused']} of {told['documents']} documents, such as {told['episode_id']}: {told['reason']}."
    body = f"{found} `tvsi verify` tells what the index lacks."
    return Message("failure", "TVSI: Elasticsearch refuses documents", body)


_WRITERS: dict[str, Callable[[Mapping[str, Any], str], Message | None]] = {
    DAILY_SUCCEEDED: _tell_of_daily_load,
    DAILY_FAILED: _tell_of_daily_failure,
    CHECKS_FAILED: _tell_of_checks,
    LOAD_SUCCEEDED: _tell_of_load,
    LOAD_FAILED: _tell_of_failure,
    INDEX_REFUSES: _tell_of_refusals,
}


def _span(told: Mapping[str, Any]) -> str:
    days = told.get("days", [])
    return days[0] if len(days) == 1 else f"{days[0]} to {days[-1]}" if days else "no days"
