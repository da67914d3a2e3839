"""``tvsi up`` as an operator runs it, off a terminal: a fresh data directory, the simulator, free ports."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from embedded.ports import is_listening
from tests.e2e.conftest import Start
from tests.e2e.running import PORTS, SERVICES, STOP_SECONDS, Up, is_found, is_there, refuse, start, stop


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    """Start once for the tests that leave it running."""
    folder = tmp_path_factory.mktemp("up")
    running = start(folder / "data", folder / "output")
    yield running
    stop(running)


def test_a_first_episode_is_searchable_with_the_line_it_prints(up: Up) -> None:
    up.await_output("search it: curl ")

    line = next(line for line in up.read_output().splitlines() if "search it: curl " in line)
    url = line.split("'")[1]
    found = httpx.get(url, timeout=10)

    assert found.status_code == httpx.codes.OK, found.text
    assert found.json()["total"]["value"] > 0
    assert found.headers["x-tvsi-source"] == "simulated"


def test_it_says_each_service_and_its_address(up: Up) -> None:
    for service in SERVICES:
        up.await_output(f"{service}: ready")

    said = up.read_output()

    assert f"api: ready at http://127.0.0.1:{up.port('API')}" in said
    assert f"dagster: ready at http://127.0.0.1:{up.port('DAGSTER')}" in said


def test_the_days_are_loaded_by_themselves_and_the_stages_are_timed(up: Up) -> None:
    up.await_output("all days loaded after")

    timings = json.loads((up.data_dir / "simulated" / "timings.json").read_text())

    assert {"stores up", "API up", "Dagster up", "first run started", "first hit", "all days loaded"} <= set(timings)
    assert timings["stores up"] <= timings["first hit"]


def test_other_commands_find_it_through_the_data_directory_alone(up: Up) -> None:
    up.await_output("all days loaded after")
    environment = {"PATH": os.environ["PATH"], "TVSI_DATA_DIR": str(up.data_dir)}
    command = [sys.executable, "-m", "cli", "verify"]

    up.await_true(
        lambda: (
            "missing 0 ghost 0 stale 0"
            in subprocess.run(command, check=False, env=environment, capture_output=True, text=True).stdout
        ),
        "verify finds index and tables equal",
    )


def test_a_second_one_on_the_same_directory_is_refused(up: Up, tmp_path: Path) -> None:
    up.await_output("api: ready")

    said = refuse(up.data_dir, tmp_path / "output")

    assert f"another `make up` (process {up.process.pid}) runs on {up.data_dir}" in said


@pytest.mark.parametrize("name", PORTS)
def test_a_busy_port_names_its_variable(up: Up, tmp_path: Path, name: str) -> None:
    up.await_output("dagster: ready")
    up.await_true(lambda: is_listening(up.port(name)), f"port {name} is taken, also after a restart")

    said = refuse(tmp_path / "data", tmp_path / "output", **{f"TVSI_{name}_PORT": str(up.port(name))})

    assert f"port {up.port(name)} is in use by another program" in said
    assert f"TVSI_{name}_PORT" in said


@pytest.mark.parametrize("service", SERVICES)
def test_killing_a_service_is_said_and_mended(up: Up, service: str) -> None:
    up.await_output("all days loaded after")
    up.await_true(lambda: is_there(up, service), f"{service} runs")
    killed, said = up.read_pid(service), up.read_output().count(f"{service}: restarting (killed by SIGKILL")

    os.kill(killed, signal.SIGKILL)

    up.await_output(f"{service}: restarting (killed by SIGKILL", times=said + 1)
    up.await_true(lambda: is_there(up, service) and up.read_pid(service) != killed, f"{service} runs again")
    up.await_true(lambda: is_found(up), "episodes are found")


def test_a_stop_leaves_no_process_no_port_and_no_address_and_a_restart_has_the_data(start_up: Start) -> None:
    first = start_up(TVSI_INITIAL_DAYS="0")
    first.await_output("search it: curl ")

    first.process.send_signal(signal.SIGTERM)
    code = first.process.wait(STOP_SECONDS)

    assert code == 0
    assert first.is_gone()
    assert not (first.data_dir / "addresses.json").exists()
    second = start_up(TVSI_AUTOMATION="off")
    second.await_true(lambda: is_found(second), "episodes of the first start are found")


def test_a_killed_supervisor_leaves_nothing_behind_and_the_next_one_starts(start_up: Start) -> None:
    first = start_up()
    first.await_output("dagster: ready")
    left = {process.pid for process in first.list_processes()}

    first.process.kill()
    first.process.wait(STOP_SECONDS)
    second = start_up(**first.environment)

    second.await_output("api: ready")
    assert "restarting" not in second.read_output()
    assert not left & {process.pid for process in second.list_processes()}
