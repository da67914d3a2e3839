"""Backfills as Dagster's UI asks for them: any range, followed, cancelled, gone on with, and a failed day again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import httpx
import psycopg
import pytest

from embedded.postgres import EmbeddedPostgres
from pipeline.partitions import list_days
from tests.fixtures.dagster_stack import DagsterStack, run_dagster
from tests.fixtures.simulator import WINDOW, RunningSimulator, run_simulator

# What the UI's button "Launch backfill" sends, and "Cancel" and "Re-execute from failure" of the backfill's page.
LAUNCH = """mutation LaunchPartitionBackfill($backfillParams: LaunchBackfillParams!) {
  launchPartitionBackfill(backfillParams: $backfillParams) {
    ... on LaunchBackfillSuccess { backfillId } ... on Error { message } } }"""
CANCEL = """mutation CancelBackfill($backfillId: String!) {
  cancelPartitionBackfill(backfillId: $backfillId) {
    ... on CancelBackfillSuccess { backfillId } ... on Error { message } } }"""
GO_ON = """mutation reexecuteBackfill($reexecutionParams: ReexecutionParams!) {
  reexecutePartitionBackfill(reexecutionParams: $reexecutionParams) {
    ... on LaunchBackfillSuccess { backfillId } ... on Error { message } } }"""
FOLLOW = """query Follow($id: String!) { partitionBackfillOrError(backfillId: $id) { ... on PartitionBackfill {
  status runs(limit: 100) { status } assetBackfillData { assetBackfillStatuses {
    ... on AssetPartitionsStatusCounts { numPartitionsMaterialized numPartitionsFailed } } } } } }"""
NEWEST = """{ partitionBackfillsOrError(limit: 1) { ... on PartitionBackfills { results { id } } } }"""
ASSETS = ("channel", "episode", "raw_schedule", "schedule", "show")
NO_WEB = {"path": "/schedule/web", "fault": "body", "value": []}
MARCH = list_days(date(2024, 3, 1), date(2024, 3, 21))
APRIL = list_days(date(2024, 4, 1), date(2024, 4, 7))
OVER = {"COMPLETED_SUCCESS", "COMPLETED_FAILED", "CANCELED", "FAILED"}


@pytest.fixture(scope="module")
def television() -> Iterator[RunningSimulator]:
    """Run a simulator of the module's own, since loads go on between tests."""
    with run_simulator() as running:
        yield running


@pytest.fixture(scope="module")
def stack(
    postgres_server: EmbeddedPostgres, television: RunningSimulator, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[DagsterStack]:
    """Run Dagster over an empty store that loads nothing by itself."""
    with psycopg.connect(postgres_server.url("postgres"), autocommit=True) as connection:
        connection.execute("CREATE DATABASE backfills_truth TEMPLATE template")
        connection.execute("CREATE DATABASE backfills_dagster")
    variables = {
        "TVSI_TVMAZE_URL": television.url,
        "TVSI_TVMAZE_WINDOW_SECONDS": str(WINDOW),
        "TVSI_SOURCE": "simulated",
        "TVSI_AUTOMATION": "off",
    }
    urls = postgres_server.url("backfills_truth"), postgres_server.url("backfills_dagster")
    with run_dagster(tmp_path_factory.mktemp("backfills"), *urls, **variables) as running:
        yield running


def _ask(stack: DagsterStack, statement: str, **variables: Any) -> Any:
    answer = httpx.post(f"{stack.url}/graphql", json={"query": statement, "variables": variables}, timeout=30).json()
    (found,) = answer["data"].values()
    return found


def _launch(stack: DagsterStack, days: list[date]) -> str:
    params = {
        "tags": [{"key": "dagster/from_ui", "value": "true"}],
        "assetSelection": [{"path": [asset]} for asset in ASSETS],
        "partitionNames": [day.isoformat() for day in days],
        "fromFailure": False,
    }
    return str(_ask(stack, LAUNCH, backfillParams=params)["backfillId"])


def _go_on(stack: DagsterStack, backfill: str) -> str:
    params = {"parentRunId": backfill, "strategy": "FROM_FAILURE"}
    return str(_ask(stack, GO_ON, reexecutionParams=params)["backfillId"])


def _await_end(stack: DagsterStack, backfill: str) -> dict[str, Any]:
    stack.wait_until(lambda: _ask(stack, FOLLOW, id=backfill)["status"] in OVER)
    ended: dict[str, Any] = _ask(stack, FOLLOW, id=backfill)
    return ended


def _count(ended: dict[str, Any], what: str) -> set[int]:
    return {counts[f"numPartitions{what}"] for counts in ended["assetBackfillData"]["assetBackfillStatuses"]}


def _loaded(stack: DagsterStack, days: list[date]) -> set[date]:
    found = stack.query("SELECT DISTINCT date FROM listing_load WHERE date = ANY(%s)", days)
    return {day for (day,) in found}


def _asked(television: RunningSimulator) -> list[str]:
    return [call["query"].rpartition("date=")[2] for call in television.ledger() if call["path"] == "/schedule"]


@pytest.mark.stage(1)
def test_a_cancelled_backfill_stops_and_keeps_what_it_loaded(stack: DagsterStack, television: RunningSimulator) -> None:
    television.set_faults([NO_WEB, {"path": "/schedule", "fault": "delay", "value": 1}])
    backfill = _launch(stack, MARCH)
    stack.wait_until(lambda: len(_loaded(stack, MARCH)) >= 9)

    _ask(stack, CANCEL, backfillId=backfill)
    ended = _await_end(stack, backfill)

    assert ended["status"] == "CANCELED"
    assert {run["status"] for run in ended["runs"]} <= {"SUCCESS", "CANCELED"}
    kept = _loaded(stack, MARCH)
    assert 9 <= len(kept) < len(MARCH)
    television.clear_ledger()
    assert _loaded(stack, MARCH) == kept
    assert _asked(television) == []


@pytest.mark.stage(2)
def test_what_was_cancelled_can_be_gone_on_with(stack: DagsterStack, television: RunningSimulator) -> None:
    television.set_faults([NO_WEB])
    [newest] = _ask(stack, NEWEST)["results"]

    ended = _await_end(stack, _go_on(stack, newest["id"]))

    assert ended["status"] == "COMPLETED_SUCCESS"
    assert _loaded(stack, MARCH) == set(MARCH)
    asked = _asked(television)
    assert len(asked) == len(set(asked)) < len(MARCH), "what a finished run had loaded is not loaded again"


@pytest.mark.stage(3)
def test_one_failed_day_fails_alone_and_is_loaded_alone_when_it_is_run_again(
    stack: DagsterStack, television: RunningSimulator
) -> None:
    bad = APRIL[3].isoformat()
    television.set_faults([{"path": f"/schedule?country=US&date={bad}", "fault": "status", "value": 400}, NO_WEB])

    failed = _await_end(stack, backfill := _launch(stack, APRIL))
    television.set_faults([NO_WEB])
    television.clear_ledger()
    mended = _await_end(stack, _go_on(stack, backfill))

    assert failed["status"] == "COMPLETED_FAILED"
    assert _count(failed, "Materialized") == {6}
    assert _count(failed, "Failed") == {1}
    assert mended["status"] == "COMPLETED_SUCCESS"
    assert _asked(television) == [bad]
    assert _loaded(stack, APRIL) == set(APRIL)
