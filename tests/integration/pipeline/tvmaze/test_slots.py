"""The rate limit holds over all processes and threads, where calls arrive, and a pause is everyone's."""

from __future__ import annotations

import multiprocessing
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise

import psycopg
import pytest

from pipeline.tvmaze.slots import RateSlots, margin
from tests.fixtures.simulator import RunningSimulator, StartSimulator
from tests.integration.pipeline.tvmaze.clients import open_hasty

CALLS, WINDOW = 20, 1.0
PROCESSES, THREADS, CALLS_EACH = 3, 4, 6


def hammer(url: str, postgres_url: str) -> None:
    """Call from several threads, each with a client of its own, as fast as the slots allow."""

    def call() -> None:
        with open_hasty(url, postgres_url, calls=CALLS, window=WINDOW) as client:
            for number in range(1, CALLS_EACH + 1):
                client.fetch_guest_cast(number)

    threads = [threading.Thread(target=call) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_no_window_holds_more_calls_than_the_limit_from_processes_and_threads(
    start_simulator: StartSimulator, postgres_url: str
) -> None:
    simulator = start_simulator(calls=CALLS, window=WINDOW)
    spawn = multiprocessing.get_context("spawn")
    processes = [spawn.Process(target=hammer, args=(simulator.url, postgres_url)) for _ in range(PROCESSES)]

    for process in processes:
        process.start()
    for process in processes:
        process.join(60)

    calls = simulator.ledger()
    arrivals = [call["at"] for call in calls]
    assert len(calls) == PROCESSES * THREADS * CALLS_EACH
    assert 429 not in {call["status"] for call in calls}
    assert min(later - earlier for earlier, later in zip(arrivals, arrivals[CALLS:], strict=False)) > WINDOW


def test_calls_come_in_full_bursts_without_idle_gaps(start_simulator: StartSimulator, postgres_url: str) -> None:
    simulator = start_simulator(calls=CALLS, window=WINDOW)

    with open_hasty(simulator.url, postgres_url, calls=CALLS, window=WINDOW) as client:
        for number in range(1, 62):
            client.fetch_guest_cast(number)

    arrivals = [call["at"] for call in simulator.ledger()]
    bursts = (len(arrivals) - 1) // CALLS
    assert arrivals[-1] - arrivals[0] <= bursts * (WINDOW + margin(WINDOW)) + WINDOW / 2, "a burst takes no time here"
    assert client.stats.throttled == 0


@pytest.fixture
def slots(postgres_url: str) -> Iterator[RateSlots]:
    with closing(RateSlots(postgres_url, calls=2, window_seconds=0.3)) as made:
        yield made


def use(slots: RateSlots) -> float:
    """Take a slot, call nobody, and give when (monotonic) that was."""
    slot = slots.take()
    now = time.monotonic()
    slots.settle(slot, now)
    return now


def test_a_slot_rests_for_the_window(slots: RateSlots) -> None:
    used = [use(slots) for _ in range(5)]

    assert used[1] - used[0] < 0.3
    assert used[2] - used[0] > 0.3
    assert used[3] - used[1] > 0.3
    assert used[4] - used[2] > 0.3


def test_waiting_is_counted(slots: RateSlots) -> None:
    use(slots)
    use(slots)

    assert slots.take().waited > 0.2


def test_a_call_under_way_keeps_its_slot_however_long_it_takes(slots: RateSlots) -> None:
    under_way = slots.take()

    used = [use(slots) for _ in range(4)]
    arrived = time.monotonic()
    slots.settle(under_way, arrived)

    assert all(later - earlier > 0.3 for earlier, later in pairwise(used)), "one slot was left for all of them"
    use(slots)
    assert use(slots) - arrived > 0.25


def test_a_slot_rests_from_the_arrival_and_not_from_the_end_of_the_answer(postgres_url: str) -> None:
    with closing(RateSlots(postgres_url, calls=1, window_seconds=0.3)) as slots:
        slot = slots.take()
        arrived = time.monotonic()
        time.sleep(0.3 + margin(0.3))  # the answer's body takes its time
        slots.settle(slot, arrived)

        assert slots.take().waited < 0.2


def test_a_lower_limit_leaves_the_slots_beyond_it_unused(slots: RateSlots, postgres_url: str) -> None:
    use(slots)
    use(slots)

    with closing(RateSlots(postgres_url, calls=1, window_seconds=0.1)) as fewer:
        used = [use(fewer) for _ in range(4)]

    assert all(later - earlier > 0.1 for earlier, later in pairwise(used))


def test_a_pause_is_everyone_s(slots: RateSlots, postgres_url: str) -> None:
    with closing(RateSlots(postgres_url, calls=2, window_seconds=0.3)) as other:
        paused_at = time.monotonic()

        other.pause(0.6)

        assert use(slots) - paused_at >= 0.6


def test_a_shorter_pause_does_not_end_a_longer_one(slots: RateSlots) -> None:
    paused_at = time.monotonic()

    slots.pause(0.6)
    slots.pause(0.1)

    assert use(slots) - paused_at >= 0.6


def test_a_call_that_settles_during_a_pause_does_not_end_it(slots: RateSlots) -> None:
    slot = slots.take()
    paused_at = time.monotonic()

    slots.pause(0.8)
    slots.settle(slot, paused_at)

    assert use(slots) - paused_at >= 0.8


def test_who_waits_for_a_slot_already_heeds_a_pause_that_begins_meanwhile(slots: RateSlots, postgres_url: str) -> None:
    use(slots)
    use(slots)
    used: list[float] = []
    waiter = threading.Thread(target=lambda: used.append(use(slots)))
    waiter.start()
    with closing(RateSlots(postgres_url, calls=2, window_seconds=0.3)) as other:
        paused_at = time.monotonic()
        other.pause(1)
    waiter.join(10)

    assert used[0] - paused_at >= 1


def test_slots_survive_the_loss_of_their_connection(slots: RateSlots, postgres_url: str) -> None:
    use(slots)
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE pid <> pg_backend_pid() AND datname = current_database()"
        )

    assert slots.take().number in {1, 2}


def test_a_429_pauses_other_clients_too(simulator: RunningSimulator, postgres_url: str) -> None:
    busy = {"status": 429, "headers": {"Retry-After": "1"}}
    simulator.set_faults([{"path": "/episodes/1/guestcast", "nth": 1, "fault": "status", "value": busy}])

    with open_hasty(simulator.url, postgres_url) as throttled, open_hasty(simulator.url, postgres_url) as other:
        other.fetch_guest_cast(2)
        asking = threading.Thread(target=throttled.fetch_guest_cast, args=(1,))
        asking.start()
        wait_for_a_pause(postgres_url)
        other.fetch_guest_cast(3)
        asking.join(10)

    calls = simulator.ledger()
    refused_at = next(call["at"] for call in calls if call["status"] == 429)
    assert [call["at"] - refused_at >= 0.9 for call in calls if call["at"] > refused_at] == [True, True]


def wait_for_a_pause(postgres_url: str) -> None:
    deadline = time.monotonic() + 10
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        while time.monotonic() < deadline:
            paused = connection.execute("SELECT free_at > clock_timestamp() FROM rate_slot WHERE slot = 0").fetchone()
            if paused == (True,):
                return
    pytest.fail("no pause began")
