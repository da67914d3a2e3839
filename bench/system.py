"""A whole system of a benchmark's own, as ``make up`` runs it, and backfills as Dagster's UI asks for them."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx

from catalog.settings import ADDRESSES
from embedded.ports import choose_port
from embedded.settings import inherit_environment

START_SECONDS, STOP_SECONDS, LOOK_SECONDS = 180, 90, 0.5
PORTS = ("API", "DAGSTER", "ELASTICSEARCH", "SIMULATOR")
LISTINGS = ("channel", "episode", "raw_schedule", "schedule", "show")
CASTS = ("guest_cast", "person", "raw_cast", "raw_guest_cast", "role", "show_cast")
# What the UI's button "Launch backfill" sends.
LAUNCH = """mutation LaunchPartitionBackfill($backfillParams: LaunchBackfillParams!) {
  launchPartitionBackfill(backfillParams: $backfillParams) { __typename
    ... on LaunchBackfillSuccess { backfillId } ... on Error { message } } }"""
FOLLOW = """query Follow($id: String!) { partitionBackfillOrError(backfillId: $id) { ... on PartitionBackfill {
  status runs(limit: 1000) { status startTime endTime } } } }"""
OVER = {"COMPLETED_SUCCESS", "COMPLETED_FAILED", "CANCELED", "FAILED"}


class SystemFailed(Exception):
    """The system did not start, or refused; the message says what it said."""


@dataclass(frozen=True)
class System:
    """A running system, by its addresses."""

    folder: Path
    ports: dict[str, int]

    @property
    def dagster_url(self) -> str:
        """Give the address of Dagster's UI."""
        return f"http://127.0.0.1:{self.ports['DAGSTER']}"

    @property
    def postgres_url(self) -> str:
        """Give the address of the truth."""
        return str(json.loads((self.folder / "data" / ADDRESSES).read_text())["postgres_url"])

    def ask_dagster(self, statement: str, **variables: Any) -> Any:
        """Ask Dagster's GraphQL API one thing."""
        body = {"query": statement, "variables": variables}
        (found,) = httpx.post(f"{self.dagster_url}/graphql", json=body, timeout=60).json()["data"].values()
        return found

    def launch(self, assets: Sequence[str], days: Sequence[date]) -> str:
        """Launch a backfill as the UI does and give its id."""
        params = {
            "tags": [{"key": "dagster/from_ui", "value": "true"}],
            "assetSelection": [{"path": [asset]} for asset in assets],
            "partitionNames": [day.isoformat() for day in days],
            "fromFailure": False,
        }
        launched = self.ask_dagster(LAUNCH, backfillParams=params)
        if "backfillId" not in launched:
            raise SystemFailed(str(launched))
        return str(launched["backfillId"])

    def follow(self, backfill: str) -> dict[str, Any]:
        """Read where a backfill stands."""
        found: dict[str, Any] = self.ask_dagster(FOLLOW, id=backfill)
        return found

    def await_backfill(self, backfill: str) -> dict[str, Any]:
        """Wait for a backfill's end."""
        while (found := self.follow(backfill))["status"] not in OVER:
            time.sleep(LOOK_SECONDS)
        return found


@contextmanager
def run_system(until: str, **variables: str) -> Iterator[System]:
    """Run a system over simulated data until the block ends; give it once it has said what to wait for."""
    with TemporaryDirectory(prefix="tvsi-bench-") as folder:
        system = System(Path(folder), {name: choose_port() for name in PORTS})
        ports = {f"TVSI_{name}_PORT": str(port) for name, port in system.ports.items()}
        told = {"TVSI_DATA_DIR": str(system.folder / "data"), "TVSI_SOURCE": "simulated", "PYTHONUNBUFFERED": "1"}
        output = system.folder / "output"
        with output.open("wb") as written:
            process = subprocess.Popen(
                [sys.executable, "-m", "cli", "up"],
                stdout=written,
                stderr=subprocess.STDOUT,
                env=inherit_environment(**told, **ports, **variables),
            )
        try:
            _await_words(process, output, until)
            yield system
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(STOP_SECONDS)


def _await_words(process: subprocess.Popen[bytes], output: Path, words: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while words not in output.read_text():
        if process.poll() is not None or time.monotonic() > deadline:
            raise SystemFailed(output.read_text()[-2000:])
        time.sleep(LOOK_SECONDS)
