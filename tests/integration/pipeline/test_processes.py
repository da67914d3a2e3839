"""Loads in processes of their own: two at once end as one would, and a killed one is finished by the next."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import psycopg
import pytest

from embedded.postgres import EmbeddedPostgres
from tests.fixtures.postgres import fresh_database
from tests.fixtures.simulator import WINDOW, RunningSimulator

SECONDS = 120
CALLS = 20
# What tells when or by which answer a row was written, and not what TVMaze said. Two shows may carry their channel
# with its site and without, in answers of different seconds: the newer answer wins, and which one that is is chance.
CHANCE = {"as_of", "show_updated", "loaded_at", "unlisted_at", "unlisted_checked_at", "official_site"}
TABLES = (
    "channel",
    "show",
    "episode",
    "schedule",
    "season",
    "person",
    "role",
    "show_cast",
    "guest_cast",
    "show_update",
)
NO_WEB = [{"path": "/schedule/web", "fault": "body", "value": []}]


def _start(url: str, simulator: RunningSimulator, tmp_path: Path, *days: str) -> subprocess.Popen[bytes]:
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("TVSI_")},
        "TVSI_POSTGRES_URL": url,
        "TVSI_TVMAZE_URL": simulator.url,
        "TVSI_TVMAZE_WINDOW_SECONDS": str(WINDOW),
        "TVSI_SOURCE": "simulated",
        "TVSI_DATA_DIR": str(tmp_path),
    }
    command = [sys.executable, "-m", "tests.integration.pipeline.loading", *days]
    with (tmp_path / "loading.log").open("ab") as log:
        return subprocess.Popen(command, env=environment, stdout=log, stderr=log)


def _finish(process: subprocess.Popen[bytes], tmp_path: Path) -> None:
    assert process.wait(SECONDS) == 0, (tmp_path / "loading.log").read_text()[-4000:]


def _read(url: str) -> dict[str, list[dict[str, Any]]]:
    with psycopg.connect(url, row_factory=psycopg.rows.dict_row) as connection:
        found = {table: connection.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES}
    said = {
        table: [{name: value for name, value in row.items() if name not in CHANCE} for row in rows]
        for table, rows in found.items()
    }
    return {table: sorted(rows, key=repr) for table, rows in said.items()}


@pytest.fixture(scope="module")
def alone(
    postgres_server: EmbeddedPostgres, shared_simulator: RunningSimulator, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    """Give what the tables hold when one process loads the three days without trouble."""
    shared_simulator.reset()
    shared_simulator.set_faults(NO_WEB)
    folder = tmp_path_factory.mktemp("alone")
    with fresh_database(postgres_server) as url:
        _finish(_start(url, shared_simulator, folder, "2024-03-11", "2024-03-13"), folder)
        return _read(url)


@pytest.fixture
def television(alone: dict[str, Any], simulator: RunningSimulator) -> RunningSimulator:  # noqa: ARG001 - comes first
    """Give the same simulator with an empty ledger, and with a third of each day: loads are tested, not amounts."""
    simulator.set_faults(NO_WEB)
    return simulator


def test_two_overlapping_loads_at_once_end_as_one(
    postgres_url: str, television: RunningSimulator, alone: dict[str, Any], tmp_path: Path
) -> None:
    both = [
        _start(postgres_url, television, tmp_path, "2024-03-11", "2024-03-12"),
        _start(postgres_url, television, tmp_path, "2024-03-12", "2024-03-13"),
    ]
    for process in both:
        _finish(process, tmp_path)

    assert _read(postgres_url) == alone
    calls = television.ledger()
    fetched = Counter(call["path"] for call in calls if not call["path"].startswith("/schedule"))
    assert {path: number for path, number in fetched.items() if number > 1} == {}
    assert {call["status"] for call in calls} == {200}
    assert _count_windows_over_the_limit(calls) == 0


def _count_windows_over_the_limit(calls: list[dict[str, Any]]) -> int:
    arrivals = sorted(call["at"] for call in calls)
    return sum(later - earlier < WINDOW for earlier, later in zip(arrivals, arrivals[CALLS:], strict=False))


def test_a_killed_load_is_finished_by_the_next(
    postgres_url: str, television: RunningSimulator, alone: dict[str, Any], tmp_path: Path
) -> None:
    for calls in (7, 40):
        television.clear_ledger()
        killed = _start(postgres_url, television, tmp_path, "2024-03-11", "2024-03-13")
        _watch(postgres_url, television, killed, calls)
        killed.send_signal(signal.SIGKILL)
        killed.wait(SECONDS)

    _finish(_start(postgres_url, television, tmp_path, "2024-03-11", "2024-03-13"), tmp_path)

    assert _read(postgres_url) == alone


def _watch(url: str, simulator: RunningSimulator, process: subprocess.Popen[bytes], calls: int) -> None:
    """Wait until so many calls are made, seeing no listing half-written at any moment."""
    deadline = time.monotonic() + SECONDS
    with psycopg.connect(url, autocommit=True) as connection:
        while len(simulator.ledger()) < calls and process.poll() is None:
            assert time.monotonic() < deadline
            halves = connection.execute(HALF_WRITTEN).fetchall()
            assert halves == []


HALF_WRITTEN = """
    SELECT feed, date FROM (
        SELECT feed, date, count(*) AS rows FROM schedule GROUP BY feed, date
    ) AS held FULL JOIN listing_load USING (feed, date)
    WHERE coalesce(held.rows, 0) IS DISTINCT FROM listing_load.rows
"""
