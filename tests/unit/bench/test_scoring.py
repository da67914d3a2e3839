"""nDCG@10 against values worked out by hand."""

from __future__ import annotations

import random

import pytest

from bench.relevance.scoring import find_ndcg


def test_the_best_order_scores_one() -> None:
    assert find_ndcg([3, 2, 1], [1, 3, 2]) == 1


def test_nothing_found_scores_zero() -> None:
    assert find_ndcg([], [3]) == 0


def test_a_hit_in_second_place_gains_less() -> None:
    assert find_ndcg([0, 3], [3]) == pytest.approx(0.63093, abs=1e-5)


def test_what_was_not_found_counts_against_the_list() -> None:
    assert find_ndcg([3], [3, 3]) == pytest.approx(0.61315, abs=1e-5)


def test_a_published_example_comes_out_as_published() -> None:
    # 3, 2, 3, 0, 1, 2 with gains 2**grade - 1: DCG 13.848, ideal 14.595.
    assert find_ndcg([3, 2, 3, 0, 1, 2], [3, 2, 3, 0, 1, 2]) == pytest.approx(0.94881, abs=1e-5)


def test_only_ten_places_count() -> None:
    assert find_ndcg([0] * 10 + [3], [3]) == 0
    assert find_ndcg([3] * 10, [3] * 50) == 1


def test_no_order_of_the_same_grades_beats_the_ideal() -> None:
    chance = random.Random(5)
    for _ in range(200):
        grades = [chance.randint(0, 3) for _ in range(chance.randint(1, 30))] + [1]
        found = chance.sample(grades, k=len(grades))

        assert 0 <= find_ndcg(found, grades) <= 1


def test_a_query_without_an_answer_cannot_be_scored() -> None:
    with pytest.raises(ValueError, match="nothing that could be found"):
        find_ndcg([0], [0, 0])
