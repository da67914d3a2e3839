"""What a load through the real assets told Dagster."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import dagster as dg


@dataclass(frozen=True)
class Materialized:
    """A run that ended, and what it told."""

    result: dg.ExecuteInProcessResult

    @property
    def is_success(self) -> bool:
        """Whether the run succeeded; checks may have failed all the same."""
        return self.result.success

    def failed_checks(self, severity: dg.AssetCheckSeverity = dg.AssetCheckSeverity.ERROR) -> dict[str, str]:
        """Give the checks that failed with this severity, and what they said."""
        return {
            check.check_name: check.description or ""
            for check in self.result.get_asset_check_evaluations()
            if not check.passed and check.severity == severity
        }

    def metadata(self, asset: str, day: date) -> dict[str, Any]:
        """Give the plain values that a partition's materialization carries."""
        found = [
            event.materialization
            for event in self.result.all_events
            if event.is_step_materialization
            and event.asset_key == dg.AssetKey(asset)
            and event.partition == day.isoformat()
        ]
        assert len(found) == 1, f"{len(found)} materializations of {asset} {day}"
        return {name: value.value for name, value in found[0].metadata.items()}

    def failure(self) -> str:
        """Give the reason of the step that failed."""
        [failed] = [event for event in self.result.all_events if event.is_step_failure]
        told = failed.step_failure_data.user_failure_data
        assert told is not None
        return str(told.description)


Materialize = Callable[..., Materialized]
