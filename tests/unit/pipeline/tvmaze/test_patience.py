"""How long the client waits, and when it gives up."""

from __future__ import annotations

import pytest

from pipeline.tvmaze.errors import AnswerLost, MalformedAnswer, TvmazeUnavailable
from pipeline.tvmaze.limits import LIMITS, Limits
from pipeline.tvmaze.patience import Patience, Stats, equal_jitter

LOST = AnswerLost("/x", "answered 503")
MALFORMED = MalformedAnswer("/x", "cut off")


def patience(limits: Limits = LIMITS, stats: Stats | None = None) -> Patience:
    return Patience("/x", limits, stats or Stats())


def test_equal_jitter_keeps_at_least_half() -> None:
    waits = [equal_jitter(8) for _ in range(500)]

    assert 4 <= min(waits) < 4.5
    assert 7.5 < max(waits) <= 8


def test_backoff_doubles_until_the_sixth_try_gives_up() -> None:
    trying = patience()

    waits = [trying.after_failure(LOST, {}) for _ in range(5)]

    assert all(2**n / 2 <= wait <= 2**n for n, wait in enumerate(waits))
    with pytest.raises(TvmazeUnavailable, match=r"^/x: answered 503 \(after 6 tries\)$"):
        trying.after_failure(LOST, {})


def test_what_is_no_json_is_asked_for_three_times() -> None:
    trying = patience()

    waits = [trying.after_failure(MALFORMED, {}) for _ in range(2)]

    assert len(waits) == 2
    with pytest.raises(MalformedAnswer, match=r"^/x: cut off \(after 3 tries\)$"):
        trying.after_failure(MALFORMED, {})


@pytest.mark.parametrize(("header", "least", "most"), [("20", 20, 20), ("0", 0.5, 1), ("9999", 300, 300)])
def test_a_server_error_may_say_when_to_come_back(header: str, least: float, most: float) -> None:
    assert least <= patience().after_failure(LOST, {"Retry-After": header}) <= most


@pytest.mark.parametrize(("calls", "retries"), [(0, 20), (100, 20), (1000, 200)])
def test_the_budget_of_retries_is_twenty_or_a_fifth_of_the_calls(calls: int, retries: int) -> None:
    stats = Stats(calls=calls, retries=retries - 1)

    patience(stats=stats).after_failure(LOST, {})

    assert stats.retries == retries
    with pytest.raises(TvmazeUnavailable, match=f"the budget of {retries} retries in {calls} calls"):
        patience(stats=stats).after_failure(LOST, {})


def test_throttling_pauses_for_at_least_two_seconds_and_longer_each_time() -> None:
    trying = patience()

    pauses = [trying.after_throttling({}) for _ in range(7)]

    bounds = [(2, 4), (4, 8), (8, 16), (16, 32), (30, 60), (30, 60), (30, 60)]
    assert all(least <= pause <= most for pause, (least, most) in zip(pauses, bounds, strict=True))


@pytest.mark.parametrize(("header", "seconds"), [("7", 7), ("0", 1), ("86400", 300)])
def test_throttling_honours_retry_after_within_reason(header: str, seconds: float) -> None:
    assert patience().after_throttling({"Retry-After": header}) == seconds


@pytest.mark.parametrize("header", ["soon", "-1", "nan"])
def test_throttling_ignores_a_retry_after_that_makes_no_sense(header: str) -> None:
    assert patience().after_throttling({"Retry-After": header}) >= 2


def test_throttling_is_bounded_by_time_and_not_by_tries_or_budget() -> None:
    stats = Stats()
    trying = patience(stats=stats)

    pauses = [trying.after_throttling({"Retry-After": "1"}) for _ in range(50)]

    assert len(pauses) == 50
    assert stats.throttled == 50
    assert stats.retries == 0


def test_throttling_that_never_ends_is_given_up() -> None:
    with pytest.raises(TvmazeUnavailable, match=r"answered 429 .* 1 times"):
        patience(Limits(throttled_seconds=-1)).after_throttling({})
