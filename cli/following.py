"""A load followed to its end: how far each group is, and what went wrong in its runs. Nothing here prints."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cli.backfills import Backfill, Dagster, DagsterSilent, Run

POLL_SECONDS = 0.5
SILENCE_SECONDS = 30  # in which a webserver that is started again is back
SHRUNKEN_CHECK = "listings_not_shrunken"


class SightLost(Exception):
    """Dagster stayed silent while a load was followed; the message says what becomes of the load."""


@dataclass
class RunProgress:
    """What one run has said so far."""

    days: set[str] = field(default_factory=set)
    calls: int = 0
    planned: int = 0
    cursor: str | None = None
    is_read: bool = False

    def take(self, event: dict[str, Any]) -> None:
        """Take in an observation."""
        numbers = {entry["label"]: entry.get("intValue") or 0 for entry in event["metadataEntries"]}
        self.calls, self.planned = numbers.get("calls", self.calls), numbers.get("planned_calls", self.planned)
        if event["partition"]:
            self.days.add(event["partition"])


@dataclass
class Following:
    """What is known of a backfill. ``failed_checks`` holds the descriptions of failed checks by name."""

    dagster: Dagster
    backfill_id: str
    runs: dict[str, RunProgress] = field(default_factory=dict)
    reasons: dict[str, None] = field(default_factory=dict)  # in the order told, each once
    failed_checks: dict[str, list[str]] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    backfill: Backfill | None = None
    silence_seconds: float = SILENCE_SECONDS

    def follow(self, tell: Callable[[float, int], None]) -> Backfill:
        """Follow the backfill to its end, telling days done and calls made; raises ``SightLost``."""
        silent_since: float | None = None
        while True:
            try:
                backfill = self._look(tell)
            except DagsterSilent as error:
                silent_since = silent_since or time.monotonic()
                if time.monotonic() - silent_since >= self.silence_seconds:
                    raise SightLost(f"{error}. The load {self.backfill_id} goes on in Dagster.") from None
            else:
                silent_since = None
                if backfill.is_over:
                    return backfill
            time.sleep(POLL_SECONDS)

    def lacks_all(self, days: int) -> bool:
        """Tell whether not a single day came of it."""
        return self.backfill is not None and min(self.backfill.missing.values(), default=0) >= days

    def _look(self, tell: Callable[[float, int], None]) -> Backfill:
        self.backfill = self.dagster.follow(self.backfill_id)
        done = sum(self._follow_run(run) for run in self.backfill.runs)
        tell(done, sum(progress.calls for progress in self.runs.values()))
        return self.backfill

    def _follow_run(self, run: Run) -> float:
        progress = self.runs.setdefault(run.id, RunProgress())
        is_over = run.status in {"SUCCESS", "FAILURE", "CANCELED"}
        if not progress.is_read and run.status not in {"QUEUED", "NOT_STARTED"}:
            events, progress.cursor = self.dagster.read_events(run.id, progress.cursor)
            for event in events:
                self._take(progress, event)
            progress.is_read = is_over
        if run.status == "SUCCESS":
            return _count_days(run)
        if progress.days or not progress.planned:
            return len(progress.days)
        return _count_days(run) * min(1.0, progress.calls / progress.planned)

    def _take(self, progress: RunProgress, event: dict[str, Any]) -> None:
        kind = event["__typename"]
        if kind == "ObservationEvent":
            progress.take(event)
        elif kind == "AssetCheckEvaluationEvent":
            self._take_check(event["evaluation"])
        elif kind == "ExecutionStepFailureEvent":
            told = (event["failureMetadata"] or {}).get("description") or event["stepError"]["message"]
            self.reasons[told.strip()] = None
        elif kind == "RunFailureEvent" and "Steps failed" not in event["message"]:
            self.reasons[event["message"].strip()] = None

    def _take_check(self, evaluation: dict[str, Any]) -> None:
        if evaluation["success"]:
            return
        told = f"{evaluation['checkName']}: {evaluation['description'] or 'failed'}"
        if evaluation["severity"] == "ERROR":
            self.failed_checks.setdefault(evaluation["checkName"], []).append(told)
        else:
            self.warnings.append(told)


def _count_days(run: Run) -> int:
    first, last = run.partitions
    return (date.fromisoformat(last) - date.fromisoformat(first)).days + 1
