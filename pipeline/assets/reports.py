"""What a run tells Dagster: progress while it goes on, true counts per partition, and which days failed and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import dagster as dg
from peewee import PostgresqlDatabase

from pipeline.story.partition_rows import PartitionRows, read_partition_rows
from pipeline.story.results import Calls

Event = dg.AssetMaterialization | dg.AssetObservation | dg.AssetCheckResult | dg.MaterializeResult[None]


@dataclass(frozen=True)
class Report:
    """What a run did: its days, why some of them failed, its calls, and more to say of a table's day."""

    days: Sequence[date]
    failed: Mapping[date, Sequence[str]]
    calls: Calls
    planned: int
    requests: Mapping[date, Sequence[str]] = field(default_factory=dict)
    remarks: Mapping[tuple[str, date], Mapping[str, Any]] = field(default_factory=dict)

    @property
    def done(self) -> list[date]:
        """List the days that are there."""
        return [day for day in self.days if day not in self.failed]


def report_progress(asset: str, calls: Calls, planned: int, day: date | None = None) -> dg.AssetObservation:
    """Tell how far a run is, while it goes on."""
    metadata = {"calls": calls.calls, "planned_calls": planned, "throttled": calls.throttled}
    return dg.AssetObservation(asset, partition=day.isoformat() if day else None, metadata=metadata)


def report_days(
    context: dg.AssetExecutionContext, db: PostgresqlDatabase, tables: Iterable[str], report: Report
) -> Iterator[Event]:
    """Tell of each selected table and day. Days that are there count as materialized even where others fail."""
    tables = [table for table in tables if dg.AssetKey(table) in context.selected_asset_keys]
    described = {(table, day): _describe(db, table, day, report) for table in tables for day in report.done}
    if report.failed:
        for (table, day), metadata in described.items():
            yield dg.AssetMaterialization(table, partition=day.isoformat(), metadata=metadata)
        raise dg.Failure(_name_failures(report), allow_retries=False)
    for (table, day), metadata in described.items():
        context.add_asset_metadata(metadata, asset_key=table, partition_key=day.isoformat())
    for table in tables:
        yield dg.MaterializeResult(asset_key=table)


def _describe(db: PostgresqlDatabase, table: str, day: date, report: Report) -> dict[str, Any]:
    rows = read_partition_rows(db, table, day, report.requests.get(day, ()))
    return {
        "dagster/partition_row_count": rows.count,
        "preview": dg.MetadataValue.md(_tabulate(rows)),
        "run_calls": report.calls.calls,
        "run_planned_calls": report.planned,
        "run_calls_beyond_planned": report.calls.calls - report.planned,
        "run_throttled": report.calls.throttled,
        "run_retries": report.calls.retries,
        "run_waited_seconds": report.calls.waited_seconds,
        **report.remarks.get((table, day), {}),
    }


def _tabulate(rows: PartitionRows) -> str:
    lines = [rows.columns, ("---",) * len(rows.columns), *rows.first]
    return "\n".join("| " + " | ".join(_cell(value) for value in line) + " |" for line in lines)


def _cell(value: object) -> str:
    return "" if value is None else str(value).replace("|", "\\|").replace("\n", " ")


def _name_failures(report: Report) -> str:
    reasons = [f"{day}: {'; '.join(why)}" for day, why in sorted(report.failed.items())]
    return f"{len(report.failed)} of {len(report.days)} days failed. " + " · ".join(reasons)
