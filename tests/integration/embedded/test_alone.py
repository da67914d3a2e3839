"""``python -m embedded.alone``: the embedded Postgres for a restore, and nobody else over its data directory."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from embedded.preflight import hold_lock
from embedded.supervisor.service import StartFailed

STOP_SECONDS = 40


@contextmanager
def _run(data_dir: Path, **variables: str) -> Iterator[subprocess.Popen[str]]:
    ours = {name: value for name, value in os.environ.items() if not name.startswith("TVSI_")}
    environment = {**ours, "TVSI_DATA_DIR": str(data_dir), **variables}
    command = [sys.executable, "-m", "embedded.alone"]
    with subprocess.Popen(command, env=environment, stdout=-1, stderr=-1, text=True) as process:
        try:
            yield process
        finally:
            process.send_signal(signal.SIGINT)


def _read_addresses(process: subprocess.Popen[str]) -> dict[str, str]:
    assert process.stdout is not None
    lines = [process.stdout.readline().strip() for _ in range(2)]
    return dict(line.split(": ", 1) for line in lines)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_gives_two_databases_keeps_others_away_and_ends_in_order(tmp_path: Path, number: int) -> None:
    data_dir = tmp_path / "data"
    with _run(data_dir, TVSI_SOURCE="simulated") as process:
        addresses = _read_addresses(process)
        with psycopg.connect(addresses["tvsi"]) as connection:
            connection.execute("CREATE TABLE kept (id int)")
        psycopg.connect(addresses["dagster"]).close()
        with pytest.raises(StartFailed, match="runs on"), hold_lock(data_dir):
            pass

        process.send_signal(number)

        assert process.wait(STOP_SECONDS) == 0
    assert (data_dir / "source").read_text() == "simulated\n"
    with _run(data_dir) as process, psycopg.connect(_read_addresses(process)["tvsi"]) as connection:
        assert connection.execute("TABLE kept").fetchall() == []


def test_on_an_empty_directory_it_asks_whose_data_it_will_hold(tmp_path: Path) -> None:
    with _run(tmp_path / "data") as process:
        _, said = process.communicate(timeout=STOP_SECONDS)

    assert process.returncode == 1
    assert "say TVSI_SOURCE=live or TVSI_SOURCE=simulated" in said
