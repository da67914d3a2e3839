"""The limit is exact over real HTTP, and the ledger tells what happened."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from time import monotonic, sleep, time

import httpx
import pytest

from tests.fixtures.simulator import RunningSimulator, run_simulator

CALLS, WINDOW = 5, 0.5


@pytest.fixture(scope="module")
def tight_simulator() -> Iterator[RunningSimulator]:
    """Run a simulator whose windows are over soon; ask for ``tight`` instead."""
    with run_simulator(calls=CALLS, window=WINDOW) as running:
        yield running


@pytest.fixture(scope="module")
def strict_simulator() -> Iterator[RunningSimulator]:
    """Run a simulator that admits one call a minute; ask for ``strict`` instead."""
    with run_simulator(calls=1, window=60) as running:
        yield running


@pytest.fixture
def tight(tight_simulator: RunningSimulator) -> RunningSimulator:
    """Give five calls in half a second, all of them unused."""
    tight_simulator.reset()
    return tight_simulator


@pytest.fixture
def strict(strict_simulator: RunningSimulator) -> RunningSimulator:
    """Give one call in a minute, unused."""
    strict_simulator.reset()
    return strict_simulator


def judge(ledger: list[dict[str, object]]) -> list[bool]:
    """Say of each call, from the ledger's times alone, whether its window had room for it."""
    times = [float(str(call["at"])) for call in ledger]
    return [sum(at - WINDOW <= other <= at for other in times[: place + 1]) <= CALLS for place, at in enumerate(times)]


def test_of_many_calls_at_once_as_many_are_admitted_as_a_window_holds(strict: RunningSimulator) -> None:
    with httpx.Client(base_url=strict.url) as client, ThreadPoolExecutor(8) as callers:
        statuses = list(callers.map(lambda _: client.get("/shows/1").status_code, range(12)))

    assert sorted(statuses) == [200] + [429] * 11
    assert [call["status"] for call in strict.ledger()] == [200] + [429] * 11


def test_the_window_slides(tight: RunningSimulator) -> None:
    end = monotonic() + 4 * WINDOW

    with httpx.Client(base_url=tight.url) as client:
        while monotonic() < end:
            client.get("/shows/1")
            sleep(WINDOW / CALLS)  # about the limit: some calls are admitted, some are one too many

    ledger = tight.ledger()
    assert [call["status"] != 429 for call in ledger] == judge(ledger)
    assert ledger[-1]["at"] - ledger[0]["at"] > WINDOW


def test_a_refused_call_is_answered_in_tvmazes_envelope(strict: RunningSimulator) -> None:
    httpx.get(f"{strict.url}/shows/1")

    refused = httpx.get(f"{strict.url}/shows/1")

    assert refused.status_code == 429
    assert refused.json() == {"name": "Too Many Requests", "message": "", "code": 0, "status": 429}


def test_addresses_have_windows_of_their_own(strict: RunningSimulator) -> None:
    statuses = []
    for address in ("127.0.0.1", "127.0.0.2", "127.0.0.1"):
        with httpx.Client(transport=httpx.HTTPTransport(local_address=address)) as client:
            statuses.append(client.get(f"{strict.url}/shows/1").status_code)

    assert statuses == [200, 200, 429]
    assert [call["client"] for call in strict.ledger()] == ["127.0.0.1", "127.0.0.2", "127.0.0.1"]


def test_the_simulators_own_endpoints_are_neither_limited_nor_recorded(strict: RunningSimulator) -> None:
    for _ in range(5):
        assert strict.ledger() == []

    assert httpx.get(f"{strict.url}/shows/1").status_code == 200


def test_the_ledger_tells_each_call_with_its_time(simulator: RunningSimulator) -> None:
    before = time()
    httpx.get(f"{simulator.url}/schedule/web?country=&date=2026-06-17")
    httpx.get(f"{simulator.url}/shows/99999999")

    first, second = simulator.ledger()

    assert before - 0.1 <= first.pop("at") <= second.pop("at") <= time() + 0.1
    assert first == {
        "method": "GET",
        "path": "/schedule/web",
        "query": "country=&date=2026-06-17",
        "target": "/schedule/web?country=&date=2026-06-17",
        "client": "127.0.0.1",
        "status": 200,
    }
    assert (second["target"], second["status"]) == ("/shows/99999999", 404)


def test_the_ledger_can_be_emptied(simulator: RunningSimulator) -> None:
    httpx.get(f"{simulator.url}/shows/1")

    simulator.clear_ledger()

    assert simulator.ledger() == []


def test_a_call_is_recorded_when_it_arrives_not_when_it_is_answered(simulator: RunningSimulator) -> None:
    simulator.set_faults([{"path": "/shows/1", "fault": "hang"}])
    host, port = simulator.url.removeprefix("http://").split(":")

    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(b"GET /shows/1 HTTP/1.1\r\nHost: x\r\n\r\n")
        deadline = monotonic() + 5
        while not simulator.ledger():
            assert monotonic() < deadline

        assert simulator.ledger()[0]["status"] is None
