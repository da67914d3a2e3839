"""Events come in order, each once, to whoever waits and to whoever was away; bad requests never become WebSockets."""

from __future__ import annotations

import json
import threading
import time
from typing import Any

import psycopg
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from api.events.queries import AT_ONCE
from api.hearing import LISTENER
from tests.integration.events.conftest import Events

SOON_SECONDS = 10.0
UPGRADE = {
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Version": "13",
}


def _read(socket: ClientConnection, seconds: float = SOON_SECONDS) -> dict[str, Any]:
    message: dict[str, Any] = json.loads(socket.recv(timeout=seconds))
    return message


def _day(number: int) -> str:
    return f"2024-03-{number:02}"


def test_an_event_comes_to_whoever_waits_and_tells_of_its_load_alone(events: Events) -> None:
    socket = events.follow()

    events.record("2024-03-12", "2024-03-13", kind="load.failed", reason="a secret of the operators")

    message = _read(socket)
    moment = message.pop("created_at")
    assert moment.endswith(("+00:00", "Z"))
    assert message == {
        "id": 1,
        "type": "load.failed",
        "groups": ["listings"],
        "days": ["2024-03-12", "2024-03-13"],
        "counts": {"schedule": 3},
        "failed_checks": [],
    }


def test_it_comes_at_once(events: Events) -> None:
    socket = events.follow()
    events.record(_day(1))
    _read(socket)

    begun = time.monotonic()
    events.record(_day(2))
    _read(socket)

    assert time.monotonic() - begun < 1


def test_what_a_client_missed_comes_first_and_each_event_once(events: Events) -> None:
    for number in range(1, 5):
        events.record(_day(number))
    socket = events.follow("?since=2")
    events.record(_day(5))

    assert [_read(socket)["id"] for _ in range(3)] == [3, 4, 5]
    with pytest.raises(TimeoutError):
        _read(socket, seconds=0.5)


def test_since_zero_begins_with_the_oldest_of_very_many(events: Events) -> None:
    number = AT_ONCE * 2 + 5
    for _ in range(number):
        events.record(_day(1))

    socket = events.follow("?since=0")

    assert [_read(socket)["id"] for _ in range(number)] == list(range(1, number + 1))


def test_without_since_only_new_ones_come(events: Events) -> None:
    events.record(_day(1))
    socket = events.follow()
    events.record(_day(2))

    assert _read(socket)["days"] == [_day(2)]


def test_events_recorded_at_once_come_in_order_and_none_is_missed(events: Events) -> None:
    socket = events.follow("?since=0")

    def record(number: int) -> None:
        with events.db.connection_context():
            events.record(_day(number))

    writers = [threading.Thread(target=record, args=(number,)) for number in range(1, 21)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert [_read(socket)["id"] for _ in writers] == list(range(1, 21))


def test_what_happens_while_notices_are_lost_comes_when_they_are_back(events: Events, postgres_url: str) -> None:
    socket = events.follow()
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        told = "application_name = %s AND datname = current_database()"
        _await_listener(connection, told)
        connection.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {told}", (LISTENER,))

    events.record(_day(1))

    assert _read(socket)["days"] == [_day(1)]


def _await_listener(connection: psycopg.Connection[Any], told: str) -> None:
    deadline = time.monotonic() + SOON_SECONDS
    while not connection.execute(f"SELECT 1 FROM pg_stat_activity WHERE {told}", (LISTENER,)).fetchone():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_whatever_a_client_says_changes_nothing(events: Events) -> None:
    socket = events.follow()
    for text in ("hello", "{}", b"\x00"):
        socket.send(text)

    events.record(_day(1))

    assert _read(socket)["days"] == [_day(1)]


def test_a_client_that_says_too_much_is_sent_away_and_others_stay(events: Events) -> None:
    loud, other = events.follow(), events.follow()

    loud.send("x" * 5000)

    with pytest.raises(ConnectionClosed):
        _read(loud)
    events.record(_day(1))
    assert _read(other)["days"] == [_day(1)]


@pytest.mark.parametrize(
    ("query", "status", "named"),
    [
        ("?since=x", 400, "since"),
        ("?since=-1", 400, "since"),
        ("?since=1&since=2", 400, "since"),
        ("?since=99", 400, "since"),
        ("?until=3", 400, "until"),
    ],
)
def test_what_is_wrong_is_named_before_there_is_a_socket(events: Events, query: str, status: int, named: str) -> None:
    with pytest.raises(InvalidStatus) as refused:
        events.follow(query)

    body = json.loads(refused.value.response.body or b"")
    assert refused.value.response.status_code == status
    assert [error["parameter"] for error in body["errors"]] == [named]


def test_a_bad_token_is_refused(events: Events) -> None:
    told = {"Authorization": "Bearer none"}

    with pytest.raises(InvalidStatus) as refused, connect(events.address, additional_headers=told, proxy=None):
        pass

    assert refused.value.response.status_code == 401


def test_without_an_upgrade_it_says_what_it_speaks(events: Events) -> None:
    answer = events.api.get("/v1/events")

    assert (answer.status_code, answer.headers["upgrade"]) == (426, "websocket")
    assert answer.json()["type"] == "urn:tvsi:problem:upgrade-required"
    assert events.api.client.head("/v1/events").status_code == 426


@pytest.mark.parametrize("missing", ["Sec-WebSocket-Key", "Sec-WebSocket-Version", "Connection"])
def test_a_broken_handshake_is_a_client_s_fault(events: Events, missing: str) -> None:
    headers = {name: value for name, value in UPGRADE.items() if name != missing}

    answer = events.api.get("/v1/events", headers=headers)

    assert 400 <= answer.status_code < 500, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_server_that_stops_says_goodbye_at_once(events: Events) -> None:
    socket = events.follow()
    begun = time.monotonic()

    assert events.api.stop() == 0

    with pytest.raises(ConnectionClosed) as closed:
        _read(socket)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1001
    assert time.monotonic() - begun < 5
