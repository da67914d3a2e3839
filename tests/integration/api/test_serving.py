"""``tvsi api`` as a process: its port, its workers, its end."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import httpx
import psutil
import pytest

from api.workers import SOON_SECONDS
from tests.fixtures.api import NOWHERE, RunningApi, StartApi
from tests.integration.api.conftest import ALIAS


@pytest.fixture
def api_of_two(start_api: StartApi, catalogue_url: str, elasticsearch_url: str) -> Iterator[RunningApi]:
    """Serve with two workers."""
    running = start_api(ALIAS, postgres_url=catalogue_url, elasticsearch_url=elasticsearch_url, api_workers=2)
    yield running
    running.stop()


def _children(api: RunningApi) -> list[psutil.Process]:
    return [child for child in psutil.Process(api.process.pid).children() if _is_worker(child)]


def _is_worker(process: psutil.Process) -> bool:
    try:
        return "spawn_main" in " ".join(process.cmdline())
    except psutil.NoSuchProcess:
        return False


def _age(api: RunningApi) -> float:
    return time.time() - max(child.create_time() for child in _children(api))


def _wait_until(is_true: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not is_true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _environment(port: int) -> dict[str, str]:
    mine = {f"TVSI_{name.upper()}": value for name, value in NOWHERE.items()}
    return {**os.environ, **mine, "TVSI_API_PORT": str(port)}


def _run(project: Path, port: int) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from cli.main import main; main()", "api"]
    return subprocess.run(
        command, cwd=project, env=_environment(port), capture_output=True, text=True, check=False, timeout=60
    )


def test_a_busy_port_is_one_clear_line_that_names_the_variable(project: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as busy:
        port = busy.getsockname()[1]
        ended = _run(project, port)

    assert ended.returncode == 1
    assert ended.stderr == f"Error: Port {port} is in use. Stop what listens there or set TVSI_API_PORT.\n"


def test_sigterm_ends_it_cleanly(start_api: StartApi) -> None:
    assert start_api().stop() == 0


def test_several_workers_serve_and_end_together(api_of_two: RunningApi) -> None:
    workers = _children(api_of_two)

    assert len(workers) == 2
    assert api_of_two.get("/v1/episodes").json()["total"]["value"] == 7
    assert api_of_two.get("/v1/episodes/1").json()["likes"] == 4
    assert api_of_two.stop() == 0
    assert not [worker for worker in workers if worker.is_running()]


def test_a_worker_that_dies_is_replaced(api_of_two: RunningApi) -> None:
    _wait_until(lambda: _age(api_of_two) > SOON_SECONDS + 1)
    first, second = _children(api_of_two)

    first.kill()

    _wait_until(lambda: len(set(_children(api_of_two)) - {first, second}) == 1)
    assert api_of_two.stop() == 0


def test_workers_end_with_a_parent_that_is_killed(api_of_two: RunningApi) -> None:
    workers = _children(api_of_two)

    api_of_two.process.kill()

    _, alive = psutil.wait_procs(workers, timeout=20)
    assert not alive


def test_a_request_in_flight_is_finished_before_the_end(start_api: StartApi) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as silent:
        api = start_api(elasticsearch_url=f"http://127.0.0.1:{silent.getsockname()[1]}")
        answers: list[httpx.Response] = []
        address = f"http://127.0.0.1:{api.port}/v1/episodes"
        asking = threading.Thread(target=lambda: answers.append(httpx.get(address, timeout=20)))
        asking.start()
        asked, _ = silent.accept()

        exit_code = api.stop()

        asking.join(20)
        asked.close()

    assert exit_code == 0
    assert [answer.status_code for answer in answers] == [503]


def test_idle_clients_do_not_drain_the_pool(api: RunningApi) -> None:
    clients = [httpx.Client(base_url=f"http://127.0.0.1:{api.port}", timeout=20) for _ in range(25)]

    statuses = [client.get("/v1/episodes/1").status_code for client in clients]

    assert set(statuses) == {200}
    for client in clients:
        client.close()


def test_live_data_is_not_called_simulated(start_api: StartApi) -> None:
    api = start_api(source="live")

    assert "X-TVSI-Source" not in api.get("/").headers
    api.stop()


def test_simulated_data_is_called_so_even_without_its_store(start_api: StartApi) -> None:
    api = start_api(source="simulated")

    assert api.get("/").headers["X-TVSI-Source"] == "simulated"
    api.stop()
