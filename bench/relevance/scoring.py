"""nDCG@10: how near a list of results comes to the best one possible, from 0 to 1."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

DEPTH = 10


def find_ndcg(found: Sequence[int], judged: Iterable[int], depth: int = DEPTH) -> float:
    """Score the grades found, first hit first, against all grades that there are to be found.

    A grade gains ``2**grade - 1``, discounted by the logarithm of its place: Burges et al., "Learning to Rank using
    Gradient Descent", ICML 2005. Raises ``ValueError`` where nothing has a grade: no list is good then.
    """
    ideal = _find_dcg(sorted(judged, reverse=True)[:depth])
    if ideal == 0:
        raise ValueError("nothing that could be found has a grade")
    return _find_dcg(found[:depth]) / ideal


def _find_dcg(grades: Sequence[int]) -> float:
    return sum((2.0**grade - 1) / math.log2(place + 1) for place, grade in enumerate(grades, start=1))
