"""``tvsi up`` as an operator runs it, off a terminal: a fresh data directory, the simulator, free ports."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from embedded.ports import choose_port, is_listening

START_SECONDS = 120
STOP_SECONDS = 60
SERVICES = ("postgres", "elasticsearch", "simulator", "code server", "dagster", "daemon", "indexer", "api")
PORTS = ("API", "DAGSTER", "ELASTICSEARCH", "SIMULATOR")


@dataclass
class Up:
    """A running ``tvsi up``: its process, its output, its addresses."""

    data_dir: Path
    environment: dict[str, str]
    output: Path
    process: subprocess.Popen[bytes]

    def port(self, name: str) -> int:
        return int(self.environment[f"TVSI_{name}_PORT"])

    def read_output(self) -> str:
        return self.output.read_text()

    def await_output(self, text: str, times: int = 1) -> None:
        self.await_true(lambda: self.read_output().count(text) >= times, f"{text!r} said {times} times")

    def await_true(self, condition: Callable[[], bool], what: str) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not condition():
            assert self.process.poll() is None, f"ended before: {what}\n{self.read_output()}"
            assert time.monotonic() < deadline, f"never: {what}\n{self.read_output()}"
            time.sleep(0.1)

    def search(self, **parameters: str) -> dict[str, Any]:
        answer = httpx.get(f"http://127.0.0.1:{self.port('API')}/v1/episodes", params=parameters, timeout=10)
        found: dict[str, Any] = answer.raise_for_status().json()
        return found

    def list_processes(self) -> list[psutil.Process]:
        """List everything that this start brought to life, found by what it was told at birth."""
        return [process for process in psutil.process_iter() if self._is_ours(process)]

    def _is_ours(self, process: psutil.Process) -> bool:
        try:
            return process.status() != psutil.STATUS_ZOMBIE and (
                process.environ().get("TVSI_DATA_DIR") == str(self.data_dir)
                or any(str(self.data_dir) in argument for argument in process.cmdline())
            )
        except psutil.Error:
            return False

    def is_gone(self) -> bool:
        return not self.list_processes() and not any(is_listening(self.port(name)) for name in PORTS)

    def read_pid(self, service: str) -> int:
        """Find a service's leading process by its command line."""
        return next(process.pid for process in self.list_processes() if _matches(process, service))


def _matches(process: psutil.Process, service: str) -> bool:
    marks = {
        "postgres": "bin/postgres",
        "elasticsearch": "Launcher",
        "simulator": "simulator",
        "code server": "grpc",
        "dagster": "dagster_webserver",
        "daemon": "pipeline.automation.daemon",
        "indexer": "indexer",
        "api": "api",
    }
    try:
        command = process.cmdline()
        leads = os.getsid(process.pid) == process.pid
    except (psutil.Error, ProcessLookupError):
        return False
    mark = marks[service]
    return leads and any(argument.endswith(mark) for argument in command)


Start = Callable[..., Up]


@pytest.fixture
def start_up(tmp_path: Path) -> Iterator[Start]:
    """Start any number in the test's folder; all are stopped at its end."""
    started: list[Up] = []

    def start_one(**variables: str) -> Up:
        started.append(start(tmp_path / "data", tmp_path / f"output-{len(started)}", **variables))
        return started[-1]

    yield start_one
    for one in started:
        stop(one)


def start(data_dir: Path, output: Path, **variables: str) -> Up:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TVSI_")}
    environment |= {f"TVSI_{name}_PORT": str(choose_port()) for name in PORTS}
    environment |= {"TVSI_DATA_DIR": str(data_dir), "TVSI_SOURCE": "simulated", "TVSI_INITIAL_DAYS": "1"}
    environment |= {"TVSI_DAYS_AHEAD": "0", "PYTHONUNBUFFERED": "1", **variables}
    with output.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "cli", "up"], stdout=file, stderr=subprocess.STDOUT, env=environment
        )
    return Up(data_dir, environment, output, process)


def stop(up: Up) -> None:
    with suppress(ProcessLookupError):
        up.process.send_signal(signal.SIGTERM)
    try:
        up.process.wait(STOP_SECONDS)
    finally:
        for process in up.list_processes():
            process.kill()


def refuse(data_dir: Path, output: Path, **variables: str) -> str:
    """Start where that must fail, and give what is said."""
    refused = start(data_dir, output, **variables)
    assert refused.process.wait(STOP_SECONDS) == 1
    said = refused.read_output()
    assert "Traceback" not in said
    return said.strip().splitlines()[-1]


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

    said = refuse(tmp_path / "data", tmp_path / "output", **{f"TVSI_{name}_PORT": str(up.port(name))})

    assert f"port {up.port(name)} is in use by another program" in said
    assert f"TVSI_{name}_PORT" in said


@pytest.mark.parametrize("service", SERVICES)
def test_killing_a_service_is_said_and_mended(up: Up, service: str) -> None:
    up.await_output("all days loaded after")
    up.await_true(lambda: _is_there(up, service), f"{service} runs")
    killed, said = up.read_pid(service), up.read_output().count(f"{service}: restarting (killed by SIGKILL")

    os.kill(killed, signal.SIGKILL)

    up.await_output(f"{service}: restarting (killed by SIGKILL", times=said + 1)
    up.await_true(lambda: _is_there(up, service) and up.read_pid(service) != killed, f"{service} runs again")
    up.await_true(lambda: _is_found(up), "episodes are found")


def _is_there(up: Up, service: str) -> bool:
    return any(_matches(process, service) for process in up.list_processes())


def _is_found(up: Up) -> bool:
    try:
        return bool(up.search(per_page="1")["total"]["value"] > 0)
    except httpx.HTTPError:
        return False


def test_a_stop_leaves_no_process_no_port_and_no_address_and_a_restart_has_the_data(start_up: Start) -> None:
    first = start_up(TVSI_INITIAL_DAYS="0")
    first.await_output("search it: curl ")

    first.process.send_signal(signal.SIGTERM)
    code = first.process.wait(STOP_SECONDS)

    assert code == 0
    assert first.is_gone()
    assert not (first.data_dir / "addresses.json").exists()
    second = start_up(TVSI_AUTOMATION="off")
    second.await_true(lambda: _is_found(second), "episodes of the first start are found")


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


def test_a_store_that_does_not_start_says_why_and_stops_the_rest(start_up: Start, tmp_path: Path) -> None:
    damaged = tmp_path / "data" / "simulated" / "postgres" / "data"
    damaged.mkdir(parents=True)
    (damaged / "PG_VERSION").write_text("9\n")

    refused = start_up()
    code = refused.process.wait(STOP_SECONDS)

    assert code == 1
    assert "Error: postgres does not start: " in refused.read_output()
    assert "its log is " in refused.read_output()
    assert refused.is_gone()


def test_a_database_of_the_other_source_is_refused(start_up: Start, tmp_path: Path, postgres_url: str) -> None:
    outside = {"TVSI_POSTGRES_URL": postgres_url}
    first = start_up(**outside, TVSI_AUTOMATION="off")
    first.await_output("tables: done")
    stop(first)

    said = refuse(tmp_path / "other", tmp_path / "refused", **outside, TVSI_SOURCE="live", TVSI_AUTOMATION="off")

    assert "this database holds simulated data and can't take live data" in said
    assert "a Unix socket" not in first.read_output()


@pytest.mark.parametrize("variable", ["TVSI_POSTGRES_URL", "TVSI_ELASTICSEARCH_URL"])
def test_an_outside_store_that_is_not_there_is_named(start_up: Start, variable: str) -> None:
    scheme = "postgresql" if "POSTGRES" in variable else "http"

    refused = start_up(**{variable: f"{scheme}://127.0.0.1:{choose_port()}"})

    assert refused.process.wait(STOP_SECONDS) == 1
    assert f"Error: {variable} can't be reached: " in refused.read_output()
    assert refused.is_gone()


def test_a_wrong_variable_is_one_line_before_anything_starts(tmp_path: Path) -> None:
    said = refuse(tmp_path / "data", tmp_path / "output", TVSI_COUNTRY="Narnia")

    assert "TVSI_COUNTRY" in said
    assert not (tmp_path / "data" / "simulated").exists()
