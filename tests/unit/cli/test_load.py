"""What ``tvsi load`` refuses before it asks anybody, and how it reads what Dagster tells."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from click.testing import CliRunner

from cli.backfills import Dagster, DagsterUnreachable
from cli.following import Following, SightLost
from cli.load import command

URL = "http://dagster.example"


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["2020-13-01"], "'2020-13-01' is no day such as 2020-12-01"),
        (["2021-02-29"], "'2021-02-29' is no day"),
        (["2020-12-01", "tomorrow"], "'tomorrow' is no day"),
        (["2020-12-02", "2020-12-01"], "TO: 2020-12-01 lies before 2020-12-02"),
        ([], "Missing argument 'FROM'"),
        (["2020-12-01", "--accept"], "No such option"),
    ],
)
def test_days_that_make_no_sense_are_a_usage_error(words: list[str], complaint: str) -> None:
    refused = CliRunner().invoke(command, words)

    assert refused.exit_code == 2
    assert complaint in refused.output


Answer = Callable[[dict[str, Any]], Any]


def _dagster(answer: Answer) -> Dagster:
    """Give a Dagster that answers queries by the name of their operation."""

    def respond(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json=answer(json.loads(request.content)))

    return Dagster(URL, httpx.Client(transport=httpx.MockTransport(respond)))


def _tell(*events: dict[str, Any], status: str = "COMPLETED_SUCCESS", missing: int = 0) -> Dagster:
    return _dagster(_answer(*events, status=status, missing=missing))


def _answer(*events: dict[str, Any], status: str = "COMPLETED_SUCCESS", missing: int = 0) -> Answer:
    tags = [
        {"key": "dagster/asset_partition_range_start", "value": "2020-12-01"},
        {"key": "dagster/asset_partition_range_end", "value": "2020-12-02"},
    ]
    counts = {
        "assetKey": {"path": ["schedule"]},
        "numPartitionsTargeted": 2,
        "numPartitionsMaterialized": 2 - missing,
    }
    run_status = "SUCCESS" if status == "COMPLETED_SUCCESS" else "FAILURE"
    backfill = {
        "__typename": "PartitionBackfill",
        "status": status,
        "error": None,
        "runs": [{"runId": "r", "status": run_status, "tags": tags}],
        "assetBackfillData": {"assetBackfillStatuses": [counts]},
    }
    log = {"__typename": "EventConnection", "cursor": "c", "hasMore": False, "events": list(events)}
    answers = {"Follow": {"partitionBackfillOrError": backfill}, "Events": {"logsForRun": log}}
    return lambda asked: {"data": next(told for name, told in answers.items() if name in asked["query"])}


def _observe(day: str | None, calls: int, planned: int) -> dict[str, Any]:
    numbers = [{"label": "calls", "intValue": calls}, {"label": "planned_calls", "intValue": planned}]
    return {"__typename": "ObservationEvent", "partition": day, "metadataEntries": numbers}


def _check(severity: str) -> dict[str, Any]:
    evaluation = {
        "checkName": "listings_not_shrunken",
        "success": False,
        "severity": severity,
        "description": "not believed: us 2020-12-01",
        "assetKey": {"path": ["schedule"]},
    }
    return {"__typename": "AssetCheckEvaluationEvent", "evaluation": evaluation}


def test_a_run_that_succeeded_counts_with_all_its_days() -> None:
    told: list[tuple[float, int]] = []
    following = Following(_tell(_observe("2020-12-01", 3, 6), _observe("2020-12-02", 6, 6)), "b")

    following.follow(lambda done, calls: told.append((done, calls)))

    assert told == [(2, 6)]
    assert not following.lacks_all(2)


def test_a_run_that_failed_counts_with_the_days_it_told_of() -> None:
    told: list[tuple[float, int]] = []
    failed = {
        "__typename": "ExecutionStepFailureEvent",
        "failureMetadata": {"description": "1 of 2 days failed. 2020-12-02: 404"},
        "stepError": {"message": "Failure"},
    }
    dagster = _tell(_observe("2020-12-01", 3, 6), failed, status="COMPLETED_FAILED", missing=1)
    following = Following(dagster, "b")

    following.follow(lambda done, calls: told.append((done, calls)))

    assert told == [(1, 3)]
    assert list(following.reasons) == ["1 of 2 days failed. 2020-12-02: 404"]
    assert following.backfill is not None
    assert following.backfill.missing == {"schedule": 1}


def test_a_run_of_casts_counts_by_its_calls() -> None:
    told: list[tuple[float, int]] = []
    dagster = _tell(_observe(None, 25, 100), status="COMPLETED_FAILED", missing=2)
    following = Following(dagster, "b")

    following.follow(lambda done, calls: told.append((done, calls)))

    assert told == [(0.5, 25)]
    assert following.lacks_all(2)


@pytest.mark.parametrize(("severity", "failed", "warnings"), [("ERROR", 1, 0), ("WARN", 0, 1)])
def test_a_warning_is_told_but_fails_nothing(severity: str, failed: int, warnings: int) -> None:
    following = Following(_tell(_check(severity)), "b")

    following.follow(lambda *_: None)

    assert (len(following.failed_checks), len(following.warnings)) == (failed, warnings)


def test_a_refusal_of_dagsters_is_told_in_its_words() -> None:
    refused = {"__typename": "PythonError", "message": "no such partition"}
    dagster = _dagster(lambda _: {"data": {"launchPartitionBackfill": refused}})

    with pytest.raises(DagsterUnreachable, match="no such partition"):
        dagster.launch(["schedule"], ["2020-12-01"], "title", {})


def test_a_code_server_that_is_not_there_is_told() -> None:
    daemons = {"daemonHealth": {"allDaemonStatuses": [{"daemonType": "BACKFILL", "required": True, "healthy": True}]}}
    answer = {"data": {"assetNodeOrError": {"__typename": "AssetNotFoundError"}, "instance": daemons}}

    with pytest.raises(DagsterUnreachable, match="code server does not run"):
        _dagster(lambda _: answer).read_range("schedule")


@pytest.mark.parametrize("body", [{"status": "ok"}, {"errors": "none"}, {"data": None}, [], "hello"])
def test_another_server_on_the_port_is_told(body: Any) -> None:
    with pytest.raises(DagsterUnreachable, match="does not talk as Dagster does"):
        _dagster(lambda _: body).read_range("schedule")


@pytest.mark.parametrize("silent_call", [1, 2])  # where the load stands, and what its run said
def test_a_webserver_that_comes_back_is_followed_on(silent_call: int) -> None:
    told: list[tuple[float, int]] = []
    asked: list[str] = []
    answer = _answer(_observe("2020-12-01", 3, 6), _observe("2020-12-02", 6, 6))

    def fail_once(question: dict[str, Any]) -> Any:
        asked.append(question["query"])
        if len(asked) == silent_call:
            raise httpx.ConnectError("refused")
        return answer(question)

    Following(_dagster(fail_once), "b").follow(lambda done, calls: told.append((done, calls)))

    assert told == [(2, 6)]
    assert len(asked) == silent_call + 2


def test_a_webserver_that_stays_away_leaves_the_load_to_dagster() -> None:
    dagster = _dagster(lambda _: {"errors": [{"message": "the store is away"}]})

    with pytest.raises(SightLost, match=r"the store is away\. The load b goes on in Dagster"):
        Following(dagster, "b", silence_seconds=0).follow(lambda *_: None)
