"""The sensors that write an event for every load: once, when it succeeded, was cancelled or will not be tried again.

A sensor's cursor moves after the event is written, so a crash in between shows it the run again: what is told
already is not told twice.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import dagster as dg
from dagster import AssetCheckEvaluation
from peewee import PostgresqlDatabase

from catalog.events import tell_once
from pipeline.automation.daily import DAILY_TAG
from pipeline.automation.initial_load import INITIAL_LOAD_TAG
from pipeline.automation.jobs import CASTS, LISTINGS
from pipeline.automation.messages import CANCELLED, CHECKS_FAILED
from pipeline.automation.updates import UPDATES_TAG
from pipeline.partitions import list_days

ROW_COUNT = "dagster/partition_row_count"
MOST_REASON = 2000  # characters of an event's reason
DAY_LENGTH = len("2026-01-31")
_ALWAYS: dict[str, Any] = {
    "monitor_all_code_locations": True,
    "minimum_interval_seconds": 5,
    "default_status": dg.DefaultSensorStatus.RUNNING,
}


def find_groups(instance: dg.DagsterInstance, run: dg.DagsterRun, groups_of: dict[dg.AssetKey, str]) -> tuple[str, ...]:
    """Name the groups that a run loads, whatever job it is of; none where it is no load."""
    planned = instance.all_logs(run.run_id, of_type=dg.DagsterEventType.ASSET_MATERIALIZATION_PLANNED)
    keys = [entry.dagster_event.asset_key for entry in planned if entry.dagster_event]
    found = {groups_of[key] for key in keys if key in groups_of}
    return tuple(group for group in (LISTINGS, CASTS) if group in found)


def name_round(run: dg.DagsterRun) -> str | None:
    """Name what asks again for what this run was to load, where something does; for looks at updates by their day."""
    found = next((tag for tag in (DAILY_TAG, INITIAL_LOAD_TAG, UPDATES_TAG) if tag in run.tags), None)
    return f"{found} {run.tags[found][:DAY_LENGTH]}" if found else None


def find_days(run: dg.DagsterRun) -> list[date]:
    """List the days that a run was asked for."""
    one = run.tags.get("dagster/partition")
    first = run.tags.get("dagster/asset_partition_range_start", one)
    last = run.tags.get("dagster/asset_partition_range_end", one)
    return list_days(date.fromisoformat(first), date.fromisoformat(last)) if first and last else []


def count_rows(materializations: Sequence[dg.AssetMaterialization]) -> dict[str, int]:
    """Sum up the rows of a run's days, by table. A show of two days counts twice: these are partitions' rows."""
    counts: Counter[str] = Counter()
    for materialization in materializations:
        count = materialization.metadata.get(ROW_COUNT)
        if count is not None and isinstance(count.value, int):
            counts[materialization.asset_key.to_user_string()] += count.value
    return dict(counts)


def describe_load(instance: dg.DagsterInstance, run: dg.DagsterRun, groups: Sequence[str]) -> dict[str, Any]:
    """Say what a run loaded, as clients are told."""
    materializations = [
        entry.asset_materialization
        for entry in instance.all_logs(run.run_id, of_type=dg.DagsterEventType.ASSET_MATERIALIZATION)
        if entry.asset_materialization is not None
    ]
    return {
        "run_id": run.run_id,
        "daily": run.tags.get(DAILY_TAG),
        "round": name_round(run),
        "groups": list(groups),
        "days": [day.isoformat() for day in find_days(run)],
        "counts": count_rows(materializations),
        "failed_checks": [check.check_name for check in _find_failures(instance, run.run_id)],
    }


def make_telling_sensors(groups_of: dict[dg.AssetKey, str]) -> list[dg.SensorDefinition]:
    """Make the sensors, for runs of these assets, whoever started them."""

    @dg.run_status_sensor(
        run_status=dg.DagsterRunStatus.SUCCESS,
        name="tell_of_success",
        **_ALWAYS,
        description="Writes a `load.succeeded` event for every load that ends well, `checks.failed` where checks did.",
    )
    def tell_of_success(context: dg.RunStatusSensorContext, database: dg.ResourceParam[PostgresqlDatabase]) -> None:
        _tell_of_success(database, context.instance, context.dagster_run, groups_of)

    @dg.run_failure_sensor(
        name="tell_of_failure",
        **_ALWAYS,
        description="Writes a `load.failed` event, with the reason, for every load that failed and is not retried, "
        "and `checks.failed` for checks that could not be made.",
    )
    def tell_of_failure(context: dg.RunFailureSensorContext, database: dg.ResourceParam[PostgresqlDatabase]) -> None:
        if not _will_be_retried(context.dagster_run):
            _tell_of_failure(database, context, groups_of)

    @dg.run_status_sensor(
        run_status=dg.DagsterRunStatus.CANCELED,
        name="tell_of_cancellation",
        **_ALWAYS,
        description="Writes a `load.failed` event with the reason `cancelled` for every load that someone cancelled.",
    )
    def tell_of_cancellation(
        context: dg.RunStatusSensorContext, database: dg.ResourceParam[PostgresqlDatabase]
    ) -> None:
        if groups := find_groups(context.instance, context.dagster_run, groups_of):
            load = describe_load(context.instance, context.dagster_run, groups)
            tell_once(database, "load.failed", {**load, "reason": CANCELLED})

    return [tell_of_success, tell_of_failure, tell_of_cancellation]


def _tell_of_success(
    db: PostgresqlDatabase, instance: dg.DagsterInstance, run: dg.DagsterRun, groups_of: dict[dg.AssetKey, str]
) -> None:
    if groups := find_groups(instance, run, groups_of):
        tell_once(db, "load.succeeded", describe_load(instance, run, groups))
    elif failed := _describe_failures(instance, run.run_id):
        tell_once(db, CHECKS_FAILED, {"run_id": run.run_id, "failed_checks": failed})


def _tell_of_failure(
    db: PostgresqlDatabase, context: dg.RunFailureSensorContext, groups_of: dict[dg.AssetKey, str]
) -> None:
    instance, run = context.instance, context.dagster_run
    reasons = dict(_list_reasons(context))
    first = next(iter(reasons.values()), context.failure_event.message or "no reason given")
    if groups := find_groups(instance, run, groups_of):
        load = describe_load(instance, run, groups)
        tell_once(db, "load.failed", {**load, "reason": first[:MOST_REASON]})
    elif instance.all_logs(run.run_id, of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION_PLANNED):
        not_made = {step: f"could not be made: {reason}"[:MOST_REASON] for step, reason in reasons.items()}
        failed = {**_describe_failures(instance, run.run_id), **not_made}
        tell_once(db, CHECKS_FAILED, {"run_id": run.run_id, "failed_checks": failed or {"checks": first}})


def _find_failures(instance: dg.DagsterInstance, run_id: str) -> list[AssetCheckEvaluation]:
    told = instance.all_logs(run_id, of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION)
    checks = [entry.dagster_event.asset_check_evaluation_data for entry in told if entry.dagster_event]
    return [check for check in checks if not check.passed and check.severity == dg.AssetCheckSeverity.ERROR]


def _describe_failures(instance: dg.DagsterInstance, run_id: str) -> dict[str, str | None]:
    return {check.check_name: check.description for check in _find_failures(instance, run_id)}


def _will_be_retried(run: dg.DagsterRun) -> bool:
    return run.tags.get("dagster/will_retry") == "true"


def _list_reasons(context: dg.RunFailureSensorContext) -> Iterator[tuple[str, str]]:
    """Give why each step failed that did, by its name."""
    for event in context.get_step_failure_events():
        failure = event.step_failure_data
        if failure.user_failure_data and failure.user_failure_data.description:
            yield event.step_key or "", failure.user_failure_data.description
        elif error := failure.error:
            # Dagster's own says only in which step; what was raised is its cause.
            is_dagsters = error.cls_name == dg.DagsterExecutionStepExecutionError.__name__
            raised = error.cause if error.cause and is_dagsters else error
            yield event.step_key or "", raised.message.strip()
