"""The scheme stands tens of thousands of plays in which anything may go wrong; every broken variant is found out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from itertools import chain
from multiprocessing import get_context

import pytest

from tests.model.broken import LOSING, MISLEADING, RARE
from tests.model.playing import Play, Scheme

PARTS, ENOUGH = range(4), 10_000
FINAL = ("drained", "after the last late request")
PLAYED_AT_ONCE = 250


def _play(seeds: range) -> tuple[dict[int, list[str]], Counter[str]]:
    """Play some seeds and give what was wrong, by seed, and how often everything happened."""
    wrong: dict[int, list[str]] = {}
    happened: Counter[str] = Counter()
    for seed in seeds:
        play = Play(seed, Scheme())
        if found := play.run():
            wrong[seed] = found
        happened += play.happened + Counter({"steps": play.world.clock})
    return wrong, happened


@pytest.mark.parametrize("part", PARTS)
def test_the_index_ends_as_the_rows_are_and_no_search_goes_back_whatever_happens(
    part: int, plays: int, record_property: Callable[[str, object], None]
) -> None:
    size = plays // len(PARTS)
    parts = [range(seed, seed + PLAYED_AT_ONCE) for seed in range(part * size, (part + 1) * size, PLAYED_AT_ONCE)]
    with ProcessPoolExecutor(mp_context=get_context("forkserver")) as pool:
        results = list(pool.map(_play, parts))

    happened = sum((counted for _, counted in results), Counter())
    record_property("plays", f"{size}, with {dict(happened)}")
    assert dict(chain.from_iterable(wrong.items() for wrong, _ in results)) == {}
    assert happened.keys() >= {
        "kill",
        "time_out",
        "_stop_or_start",
        "restart",
        "_lose",
        "_dump_or_restore",
        "_copy_or_put_back",
    }


def _find(scheme: Scheme, seeds: range) -> Iterator[str]:
    for seed in seeds:
        yield from Play(seed, scheme).run()


@pytest.mark.parametrize("mistake", LOSING)
def test_what_loses_a_change_for_good_is_found_out(mistake: str) -> None:
    found = next((wrong for wrong in _find(LOSING[mistake], range(ENOUGH)) if wrong.startswith(FINAL)), None)

    assert found is not None, f"{ENOUGH} plays ended with an index that is right"


@pytest.mark.parametrize("mistake", MISLEADING)
def test_what_fails_a_search_or_takes_it_back_is_found_out(mistake: str) -> None:
    seeds = RARE.get(mistake, range(ENOUGH))
    found = next((wrong for wrong in _find(MISLEADING[mistake], seeds) if not wrong.startswith(FINAL)), None)

    assert found is not None, f"{len(seeds)} plays let every search see what it should"


def test_ticks_that_share_episodes_lose_nothing_though_they_take_searches_back() -> None:
    wrong = list(_find(MISLEADING["two ticks at one episode"], range(1_000)))

    assert [found for found in wrong if found.startswith(FINAL)] == []


def test_an_indexer_that_trusts_its_index_is_right_where_nothing_is_restored() -> None:
    trusting = replace(LOSING["a copy that was put back is not noticed"], has_restores=False)

    assert list(_find(trusting, range(1_000))) == []
