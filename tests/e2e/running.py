"""A ``tvsi up`` of a test's own: how it is started, watched, found in the process table, and stopped."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil

from catalog.settings import ADDRESSES
from embedded.ports import choose_port, is_listening

TVSI = (sys.executable, "-m", "cli")
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

    def read_address(self, name: str) -> str:
        """Give an address as the running system leaves it in its data directory."""
        return str(json.loads((self.data_dir / ADDRESSES).read_text())[name])

    def run(self, *words: str, seconds: float = 400) -> subprocess.CompletedProcess[str]:
        """Run a verb against the system, as a user would."""
        return subprocess.run(
            [*TVSI, *words], env=self.environment, capture_output=True, text=True, check=False, timeout=seconds
        )

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
    words = {
        "postgres": ("bin/postgres",),
        "elasticsearch": ("Launcher",),
        "simulator": ("cli", "simulator"),
        "code server": ("dagster", "api", "grpc"),
        "dagster": ("dagster_webserver",),
        "daemon": ("pipeline.automation.daemon",),
        "indexer": ("cli", "indexer"),
        "api": ("cli", "api"),
    }[service]
    try:
        command = process.cmdline()
        leads = os.getsid(process.pid) == process.pid
    except (psutil.Error, ProcessLookupError):
        return False
    runs = zip(*(command[place:] for place in range(len(words))), strict=False)
    return leads and any(all(map(str.endswith, run, words)) for run in runs)


def start(data_dir: Path, output: Path, **variables: str) -> Up:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TVSI_")}
    environment |= {f"TVSI_{name}_PORT": str(choose_port()) for name in PORTS}
    environment |= {"TVSI_DATA_DIR": str(data_dir), "TVSI_SOURCE": "simulated", "TVSI_INITIAL_DAYS": "1"}
    environment |= {"TVSI_DAYS_AHEAD": "0", "PYTHONUNBUFFERED": "1", **variables}
    with output.open("wb") as file:
        process = subprocess.Popen([*TVSI, "up"], stdout=file, stderr=subprocess.STDOUT, env=environment)
    return Up(data_dir, environment, output, process)


def stop(up: Up) -> None:
    with suppress(ProcessLookupError):
        up.process.send_signal(signal.SIGTERM)
    try:
        up.process.wait(STOP_SECONDS)
    finally:
        for process in up.list_processes():
            process.kill()


@contextmanager
def run_up(data_dir: Path, output: Path, **variables: str) -> Iterator[Up]:
    """Run one until the block ends."""
    up = start(data_dir, output, **variables)
    try:
        yield up
    finally:
        stop(up)


def refuse(data_dir: Path, output: Path, **variables: str) -> str:
    """Start where that must fail, and give what is said."""
    refused = start(data_dir, output, **variables)
    try:
        assert refused.process.wait(STOP_SECONDS) == 1
    finally:
        # Only this one: another may rightly run on the same directory.
        if refused.process.poll() is None:
            refused.process.terminate()
            refused.process.wait(STOP_SECONDS)
    said = refused.read_output()
    assert "Traceback" not in said
    return said.strip().splitlines()[-1]


def is_there(up: Up, service: str) -> bool:
    return any(_matches(process, service) for process in up.list_processes())


def is_found(up: Up) -> bool:
    # Another page each time, so that no answer is a kept one.
    try:
        return bool(up.search(per_page="1", page=str(random.randint(1, 10_000)))["total"]["value"] > 0)
    except httpx.HTTPError:
        return False
