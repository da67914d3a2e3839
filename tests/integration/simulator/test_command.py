"""``tvsi simulator`` as it is started by hand."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic

import httpx
import pytest
from click.testing import CliRunner

from cli.simulator import command
from tests.fixtures.simulator import TVSI, StartSimulator


def run(*options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command to its end."""
    variables = {"PATH": os.environ["PATH"], **environment}
    return subprocess.run(
        [str(TVSI), "simulator", *options], env=variables, capture_output=True, text=True, timeout=30, check=False
    )


def test_a_busy_port_is_one_line_that_names_the_variable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        result = run(TVSI_SIMULATOR_PORT=str(port))

    assert result.returncode == 1
    assert f"port {port}" in result.stderr
    assert "TVSI_SIMULATOR_PORT" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_folder_without_recordings_is_one_line(tmp_path: Path) -> None:
    result = run("--port", "0", "--recorded", str(tmp_path))

    assert result.returncode == 1
    assert "holds no recorded day" in result.stderr


@pytest.mark.parametrize("option", [("--calls", "0"), ("--window", "0"), ("--port", "70000"), ("--seed", "x")])
def test_senseless_options_are_usage_errors(option: tuple[str, str]) -> None:
    result = CliRunner().invoke(command, option)

    assert result.exit_code == 2
    assert option[0] in result.output


def test_it_ends_at_once_even_while_a_call_hangs(start_simulator: StartSimulator) -> None:
    simulator = start_simulator()
    simulator.set_faults([{"path": "*", "fault": "hang"}])
    with ThreadPoolExecutor(1) as clients:
        hanging = clients.submit(httpx.get, f"{simulator.url}/shows/1", timeout=30)
        deadline = monotonic() + 10
        while not simulator.ledger():
            assert monotonic() < deadline

        told_at = monotonic()
        os.kill(simulator.pid, signal.SIGTERM)

        assert isinstance(hanging.exception(timeout=20), httpx.TransportError)
        assert monotonic() - told_at < 5
