"""Backfills over Dagster's GraphQL: launch, follow, cancel, and what their runs said. Nothing here prints."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

PAGE = 500
DAEMON_SECONDS = 20  # a daemon that has just started tells of itself a little later
CALENDAR = """
query Calendar($asset: AssetKeyInput!) {
  assetNodeOrError(assetKey: $asset) { __typename ... on AssetNode {
    first: partitionKeyConnection(limit: 1, ascending: true) { results }
    last: partitionKeyConnection(limit: 1, ascending: false) { results } } }
  instance { daemonHealth { allDaemonStatuses { daemonType required healthy } } }
}"""
LAUNCH = """
mutation Launch($params: LaunchBackfillParams!) {
  launchPartitionBackfill(backfillParams: $params) { __typename
    ... on LaunchBackfillSuccess { backfillId } ... on Error { message }
    ... on RunConfigValidationInvalid { errors { message } } }
}"""
FOLLOW = """
query Follow($id: String!) {
  partitionBackfillOrError(backfillId: $id) { __typename ... on Error { message } ... on PartitionBackfill {
    status error { message } runs(limit: 1000) { runId status tags { key value } }
    assetBackfillData { assetBackfillStatuses { ... on AssetPartitionsStatusCounts {
      assetKey { path } numPartitionsTargeted numPartitionsMaterialized } } } } }
}"""
EVENTS = """
query Events($run: ID!, $cursor: String, $limit: Int!) {
  logsForRun(runId: $run, afterCursor: $cursor, limit: $limit) { __typename ... on EventConnection {
    cursor hasMore events { __typename
      ... on ObservationEvent { partition metadataEntries { label ... on IntMetadataEntry { intValue } } }
      ... on AssetCheckEvaluationEvent { evaluation {
        checkName success severity description assetKey { path } } }
      ... on ExecutionStepFailureEvent { failureMetadata { description } stepError: error { message } }
      ... on RunFailureEvent { message } } } }
}"""
CANCEL = """
mutation Cancel($id: String!) { cancelPartitionBackfill(backfillId: $id) { __typename ... on Error { message } } }"""


class DagsterUnreachable(Exception):
    """The webserver or the daemon does not answer, or refuses; the message says what."""


class DagsterSilent(DagsterUnreachable):
    """The webserver gave no answer. It may be restarting, so asking again may help."""


@dataclass(frozen=True)
class Run:
    """One run of a backfill."""

    id: str
    status: str
    partitions: tuple[str, str]


@dataclass(frozen=True)
class Backfill:
    """Where a backfill stands. ``missing`` names assets that lack partitions, with how many."""

    status: str
    runs: tuple[Run, ...]
    missing: dict[str, int]
    error: str | None

    @property
    def is_over(self) -> bool:
        """Tell whether nothing more will come of it."""
        return self.status not in {"REQUESTED", "CANCELING", "FAILING"}


class Dagster:
    """A running Dagster, by the address of its webserver."""

    def __init__(self, url: str, http: httpx.Client) -> None:
        self._address = f"{url}/graphql"
        self._http = http

    def read_range(self, asset: str) -> tuple[str, str]:
        """Give an asset's first and last partition; raises where the code server or the daemon is not there."""
        deadline = time.monotonic() + DAEMON_SECONDS
        while not _is_daemon_alive(answer := self._ask(CALENDAR, {"asset": {"path": [asset]}})):
            if time.monotonic() > deadline:
                raise DagsterUnreachable("Dagster's daemon does not run: nothing would start the load")
            time.sleep(1)
        node = answer["assetNodeOrError"]
        if node["__typename"] != "AssetNode":
            raise DagsterUnreachable("Dagster knows no assets: its code server does not run or could not load them")
        return node["first"]["results"][0], node["last"]["results"][0]

    def launch(self, assets: Iterable[str], partitions: Sequence[str], title: str, config: dict[str, Any]) -> str:
        """Launch a backfill and give its id."""
        params = {
            "assetSelection": [{"path": [asset]} for asset in assets],
            "partitionNames": list(partitions),
            "title": title,
            "tags": [{"key": "tvsi/started_by", "value": "tvsi load"}],
            "runConfigData": config,
        }
        launched = self._ask(LAUNCH, {"params": params})["launchPartitionBackfill"]
        if launched["__typename"] != "LaunchBackfillSuccess":
            raise DagsterUnreachable(f"Dagster refused the load: {launched.get('message') or launched.get('errors')}")
        backfill_id: str = launched["backfillId"]
        return backfill_id

    def follow(self, backfill_id: str) -> Backfill:
        """Read where a backfill stands."""
        found = self._ask(FOLLOW, {"id": backfill_id})["partitionBackfillOrError"]
        if found["__typename"] != "PartitionBackfill":
            raise DagsterUnreachable(f"the load {backfill_id} is gone: {found.get('message')}")
        statuses = (found["assetBackfillData"] or {"assetBackfillStatuses": []})["assetBackfillStatuses"]
        lacking = {
            "/".join(counts["assetKey"]["path"]): counts["numPartitionsTargeted"] - counts["numPartitionsMaterialized"]
            for counts in statuses
        }
        return Backfill(
            status=found["status"],
            runs=tuple(Run(run["runId"], run["status"], _partitions(run["tags"])) for run in found["runs"]),
            missing={asset: number for asset, number in lacking.items() if number},
            error=found["error"] and found["error"]["message"],
        )

    def read_events(self, run_id: str, cursor: str | None) -> tuple[list[dict[str, Any]], str | None]:
        """Read a run's events after the cursor, and where to go on."""
        events: list[dict[str, Any]] = []
        for page in self._pages(run_id, cursor):
            events += page["events"]
            cursor = page["cursor"]
        return events, cursor

    def cancel(self, backfill_id: str) -> None:
        """Cancel a backfill and its runs."""
        self._ask(CANCEL, {"id": backfill_id})

    def _pages(self, run_id: str, cursor: str | None) -> Iterator[dict[str, Any]]:
        while True:
            page = self._ask(EVENTS, {"run": run_id, "cursor": cursor, "limit": PAGE})["logsForRun"]
            if page["__typename"] != "EventConnection":
                return
            yield page
            if not page["hasMore"]:
                return
            cursor = page["cursor"]

    def _ask(self, query: str, variables: dict[str, Any]) -> dict[str, Any]:
        try:
            answer = self._http.post(self._address, json={"query": query, "variables": variables}).json()
        except (httpx.HTTPError, ValueError) as error:
            raise DagsterSilent(f"Dagster does not answer at {self._address}: {error}") from None
        match answer:
            case {"errors": [{"message": message}, *_]}:
                raise DagsterSilent(f"Dagster could not answer: {message}")
            case {"data": dict(data)}:
                return data
            case _:
                raise DagsterSilent(f"what answers at {self._address} does not talk as Dagster does")


def _is_daemon_alive(answer: dict[str, Any]) -> bool:
    daemons = answer["instance"]["daemonHealth"]["allDaemonStatuses"]
    return any(daemon["healthy"] for daemon in daemons if daemon["daemonType"] == "BACKFILL")


def _partitions(tags: Sequence[dict[str, str]]) -> tuple[str, str]:
    found = {tag["key"]: tag["value"] for tag in tags}
    one = found.get("dagster/partition", "")
    return found.get("dagster/asset_partition_range_start", one), found.get("dagster/asset_partition_range_end", one)
