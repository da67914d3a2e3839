"""The limit holds in every window, by the stricter reading of TVMaze's words."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from simulator.limiter import SlidingWindow


def test_so_many_calls_are_admitted_and_the_next_is_not() -> None:
    limit = SlidingWindow(calls=3, seconds=10)

    admitted = [limit.admit("a", at) for at in (0.0, 1.0, 2.0, 3.0)]

    assert admitted == [True, True, True, False]


def test_the_window_slides_instead_of_starting_anew() -> None:
    limit = SlidingWindow(calls=2, seconds=10)
    first = [limit.admit("a", at) for at in (0.0, 9.0)]

    later = [limit.admit("a", at) for at in (10.5, 11.0)]

    assert first == [True, True]
    assert later == [True, False]  # 9.0, 10.5 and 11.0 share a window


def test_a_call_exactly_one_window_later_still_counts() -> None:
    limit = SlidingWindow(calls=1, seconds=10)
    limit.admit("a", 0.0)

    assert not limit.admit("a", 10.0)


def test_a_refused_call_keeps_the_door_shut() -> None:
    limit = SlidingWindow(calls=1, seconds=10)
    limit.admit("a", 0.0)
    limit.admit("a", 6.0)

    assert not limit.admit("a", 12.0)


def test_clients_do_not_share_a_window() -> None:
    limit = SlidingWindow(calls=1, seconds=10)
    limit.admit("a", 0.0)

    assert limit.admit("b", 0.0)


def test_clearing_forgets_every_call() -> None:
    limit = SlidingWindow(calls=1, seconds=10)
    limit.admit("a", 0.0)

    limit.clear()

    assert limit.admit("a", 0.0)


@given(st.lists(st.integers(0, 40), max_size=60), st.integers(1, 5), st.integers(1, 12))
def test_a_call_is_admitted_exactly_when_its_window_holds_no_more(gaps: list[int], calls: int, seconds: int) -> None:
    limit = SlidingWindow(calls, seconds)
    arrivals = [sum(gaps[: place + 1]) / 4 for place in range(len(gaps))]

    admitted = [limit.admit("a", at) for at in arrivals]

    windows = [
        sum(at - seconds <= earlier <= at for earlier in arrivals[: place + 1]) for place, at in enumerate(arrivals)
    ]
    assert admitted == [held <= calls for held in windows]
