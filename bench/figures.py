"""What is said of many measured times: shares, ratios, and whether two sets differ."""

from __future__ import annotations

import math
from collections.abc import Sequence


def pick(times: Sequence[float], share: float) -> float:
    """Give the time that so great a share does not exceed."""
    ordered = sorted(times)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def describe(times: Sequence[float]) -> str:
    """Write median and 99th percentile in milliseconds."""
    return f"p50 {pick(times, 0.5) * 1000:.2f} ms, p99 {pick(times, 0.99) * 1000:.2f} ms, n {len(times)}"


def compare_ranks(first: Sequence[float], second: Sequence[float]) -> float:
    """Give the two-sided p of Mann and Whitney's U test that both are of one distribution.

    With the normal approximation, good from 20 values on: Mann, Whitney, "On a Test of Whether one of Two Random
    Variables is Stochastically Larger than the Other", Annals of Mathematical Statistics 18 (1947), 50-60. Ties,
    which clocks of nanoseconds hardly give, are not corrected for.
    """
    own, other = len(first), len(second)
    ranked = sorted([*((value, True) for value in first), *((value, False) for value in second)])
    rank_sum = sum(rank for rank, (_, is_first) in enumerate(ranked, start=1) if is_first)
    u = rank_sum - own * (own + 1) / 2
    deviation = math.sqrt(own * other * (own + other + 1) / 12)
    return math.erfc(abs(u - own * other / 2) / deviation / math.sqrt(2))
