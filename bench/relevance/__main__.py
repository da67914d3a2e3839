"""What each ingredient of the search is worth: ``python -m bench.relevance [--seed N] [--first DATE] [--days N]``.

Starts stores of its own, loads the generated days and, where ``TVSI_RECORDED_DIR`` is set, the recorded ones, and
prints nDCG@10 of every set of judged queries, with everything and without each ingredient.
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Sequence
from datetime import date

from bench.relevance.asking import PrunedEngine, Verdict, find_mean, judge
from bench.relevance.ingredients import INGREDIENTS, Ingredient
from bench.relevance.predicates import list_channels
from bench.relevance.sets import (
    JudgedSet,
    RelevanceSettings,
    Sample,
    prepare_generated,
    prepare_recorded,
)
from bench.stores import Stores, run_stores
from catalog.rows import EpisodeRow

WORST, SHOWN = 10, 3
NOTHING = Ingredient("nothing", lambda *_: False)


def main() -> None:
    """Load, ask, print."""
    sample = _read_sample()
    recorded = RelevanceSettings.read().recorded_dir
    with run_stores() as stores:
        sets = prepare_generated(*_make_stores(stores, "generated"), sample)
        if recorded:
            sets += prepare_recorded(*_make_stores(stores, "recorded"), sample, recorded)
        else:
            print("TVSI_RECORDED_DIR is not set: there are no recorded days to judge")
        whole = [_report_set(stores.elasticsearch_url, judged) for judged in sets]
        _report_ingredients(stores.elasticsearch_url, sets, whole)


def _read_sample() -> Sample:
    usual = Sample()
    parser = argparse.ArgumentParser(prog="python -m bench.relevance", description=__doc__)
    parser.add_argument("--seed", type=int, default=usual.seed, help="of the catalogue, the likes and what is drawn")
    parser.add_argument("--first", type=date.fromisoformat, default=usual.first, help="the first day to generate")
    parser.add_argument("--days", type=int, default=usual.days, help="how many days to generate")
    return Sample(**vars(parser.parse_args()))


def _make_stores(stores: Stores, name: str) -> tuple[str, str, str]:
    return stores.make_database(name), stores.elasticsearch_url, name


def _ask(url: str, judged: JudgedSet, without: Ingredient = NOTHING) -> list[Verdict]:
    async def ask() -> list[Verdict]:
        engine = PrunedEngine(url, judged.alias, without.remove)
        engine.open()
        try:
            return await judge(engine, judged.judgements)
        finally:
            await engine.close()

    return asyncio.run(ask())


def _report_set(url: str, judged: JudgedSet) -> float:
    """Print a set's score, kind by kind, and its worst queries; give the score."""
    verdicts = _ask(url, judged)
    whole = find_mean(verdicts)
    print(f"\n{judged.name}: {whole:.3f}, {len(verdicts)} queries, {len(judged.rows)} episodes")
    for kind in dict.fromkeys(verdict.query.kind for verdict in verdicts):
        of_kind = [verdict for verdict in verdicts if verdict.query.kind == kind]
        print(f"  {kind:22} {find_mean(of_kind):.3f}  n {len(of_kind)}")
    for verdict in sorted(verdicts, key=lambda verdict: verdict.score)[:WORST]:
        print(f"  {verdict.score:.3f}  {verdict.query.kind}: {verdict.query.text}")
        for row in map(judged.rows.__getitem__, verdict.found[:SHOWN]):
            print(f"           {verdict.query.grade(row)} {_describe(row)}")
    return whole


def _describe(row: EpisodeRow) -> str:
    where = f"S{row.season}E{row.number}, {'/'.join(list_channels(row))}"
    return f"{row.show.name} | {row.name} | {where}, weight {row.show.weight}, likes {row.likes}"


def _report_ingredients(url: str, sets: Sequence[JudgedSet], whole: Sequence[float]) -> None:
    print(f"\n{'without':30}" + "".join(f"{judged.name:>22}" for judged in sets))
    print(f"{'nothing':30}" + "".join(f"{score:>22.3f}" for score in whole))
    for ingredient in INGREDIENTS:
        scores = [find_mean(_ask(url, judged, ingredient)) for judged in sets]
        told = [f"{score:.3f} ({score - of:+.3f})" for score, of in zip(scores, whole, strict=True)]
        print(f"{ingredient.name:30}" + "".join(f"{each:>22}" for each in told))


if __name__ == "__main__":
    main()
