"""Each scripted fault, as a client on the wire meets it."""

from __future__ import annotations

import json
import socket
from time import monotonic
from typing import Any

import httpx
import pytest

from tests.fixtures.simulator import RunningSimulator

PATH = "/schedule/web"


def script(simulator: RunningSimulator, fault: str, value: Any = None, **more: Any) -> str:
    """Put one fault in force and give the address that it strikes."""
    simulator.set_faults([{"path": PATH, "fault": fault, "value": value, **more}])
    return f"{simulator.url}{PATH}?date=2026-06-17&country="


def exchange(url: str) -> bytes:
    """Send a request over a bare socket and read to the end, or to the reset."""
    address, _, target = url.removeprefix("http://").partition("/")
    host, port = address.split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(f"GET /{target} HTTP/1.1\r\nHost: {address}\r\n\r\n".encode())
        received = b""
        while part := connection.recv(65_536):
            received += part
    return received


def test_a_status_comes_instead_of_the_answer(simulator: RunningSimulator) -> None:
    answer = httpx.get(script(simulator, "status", 503))

    assert answer.status_code == 503
    assert simulator.ledger()[0]["status"] == 503


def test_a_status_may_bring_headers_and_a_body(simulator: RunningSimulator) -> None:
    value = {"status": 429, "headers": {"Retry-After": "7", "X-Cache": "MISS"}, "body": "<h1>Slow down</h1>"}

    answer = httpx.get(script(simulator, "status", value))

    assert (answer.status_code, answer.text) == (429, "<h1>Slow down</h1>")
    assert (answer.headers["retry-after"], answer.headers["x-cache"]) == ("7", "MISS")


def test_a_redirect_can_be_scripted(simulator: RunningSimulator) -> None:
    url = script(simulator, "status", {"status": 301, "headers": {"Location": "http://example.com/"}, "body": None})

    answer = httpx.get(url)

    assert (answer.status_code, answer.headers["location"], answer.json()) == (301, "http://example.com/", None)


def test_a_delay_comes_before_the_ordinary_answer(simulator: RunningSimulator) -> None:
    url = script(simulator, "delay", 0.3)
    begun = monotonic()

    answer = httpx.get(url)

    assert monotonic() - begun >= 0.3
    assert len(answer.json()) > 50


def test_a_hang_keeps_the_connection_open_and_silent(simulator: RunningSimulator) -> None:
    with pytest.raises(httpx.ReadTimeout):
        httpx.get(script(simulator, "hang"), timeout=httpx.Timeout(5, read=0.3))

    assert simulator.ledger()[0]["status"] is None


def test_a_reset_is_a_real_one(simulator: RunningSimulator) -> None:
    with pytest.raises(ConnectionResetError):
        exchange(script(simulator, "reset"))

    assert simulator.ledger()[0]["status"] is None


@pytest.mark.parametrize(("value", "kept"), [(None, None), (100, 100), (0, 0)])
def test_a_truncated_answer_ends_before_its_length(
    simulator: RunningSimulator, value: int | None, kept: int | None
) -> None:
    received = exchange(script(simulator, "truncate", value))

    head, _, body = received.partition(b"\r\n\r\n")
    promised = next(int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.startswith(b"content-length"))
    assert head.startswith(b"HTTP/1.1 200")
    assert len(body) == (promised // 2 if kept is None else kept)
    assert promised > 10_000


def test_clients_notice_a_truncated_answer(simulator: RunningSimulator) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        httpx.get(script(simulator, "truncate"))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("<html>Sorry</html>", "<html>Sorry</html>"),
        ('[{"id": 1', '[{"id": 1'),
        ([{"id": 1, "name": "a\u0000b"}], '[{"id":1,"name":"a\\u0000b"}]'),
        ({"error": True}, '{"error":true}'),
        (False, "false"),
    ],
)
def test_a_wrong_body_comes_with_200(simulator: RunningSimulator, value: Any, text: str) -> None:
    answer = httpx.get(script(simulator, "body", value))

    assert (answer.status_code, answer.text) == (200, text)
    assert answer.headers["content-type"].startswith("text/html" if isinstance(value, str) else "application/json")


def test_a_body_can_be_huge(simulator: RunningSimulator) -> None:
    answer = httpx.get(script(simulator, "body", {"size": 31_457_280}), timeout=30)

    assert len(answer.content) == 31_457_280
    assert isinstance(json.loads(answer.content), list)


def test_a_fault_strikes_the_nth_call_alone(simulator: RunningSimulator) -> None:
    url = script(simulator, "status", 500, nth=2)

    statuses = [httpx.get(url).status_code for _ in range(3)]

    assert statuses == [200, 500, 200]


def test_calls_that_the_limit_refuses_do_not_use_faults_up(simulator: RunningSimulator) -> None:
    url = script(simulator, "status", 500, nth=30)

    with httpx.Client() as client:
        statuses = {client.get(url).status_code for _ in range(29)}
        seen = client.get(f"{simulator.url}/_simulator/faults").json()[0]["seen"]

    refused = sum(call["status"] == 429 for call in simulator.ledger())
    assert statuses <= {200, 429}
    assert seen == 29 - refused


def test_a_script_can_be_read_replaced_and_removed(simulator: RunningSimulator) -> None:
    url = script(simulator, "status", 500)
    assert httpx.get(url).status_code == 500

    listed = httpx.get(f"{simulator.url}/_simulator/faults").json()
    httpx.delete(f"{simulator.url}/_simulator/faults")

    assert listed == [{"path": PATH, "nth": None, "fault": "status", "value": 500, "seen": 1}]
    assert httpx.get(url).status_code == 200


@pytest.mark.parametrize(
    ("body", "named"),
    [
        (b"[{", "JSON"),
        (b"{}", "list"),
        (b'[{"path": "/", "fault": "explode"}]', "[0].fault"),
        (b'[{"path": "/", "fault": "delay", "value": -1}]', "[0].value"),
    ],
)
def test_an_invalid_script_is_a_400_that_names_the_field(simulator: RunningSimulator, body: bytes, named: str) -> None:
    answer = httpx.put(f"{simulator.url}/_simulator/faults", content=body)

    assert answer.status_code == 400
    assert named in answer.json()["error"]
