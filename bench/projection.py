"""How far behind the index is, and what a rebuild is worth: ``python -m bench.projection [--episodes N]``.

Changes at even paces, each a transaction of its own, and when a search finds them; then rebuilds in turns with
Elasticsearch's own ``parallel_bulk`` that is fed with ready-made documents. Makes its own stores.
"""

from __future__ import annotations

import argparse
import random
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import psutil
import psycopg
from elasticsearch import Elasticsearch
from elasticsearch.helpers import parallel_bulk
from peewee import PostgresqlDatabase

from bench.figures import pick
from bench.processes import start_indexer
from bench.stores import Stores, run_stores
from bench.television import fill
from catalog.bulk import WRITERS
from catalog.database import open_another
from catalog.documents import EpisodeDocument, read_rows, to_document
from catalog.elastic import connect_elasticsearch
from catalog.filling import PAGE
from catalog.index import ALIAS, definition
from catalog.rebuild import rebuild
from catalog.rows import page_ids

PACES, SECONDS, WRITING = (10, 100, 1000), 20.0, 8
# Searches may see a part of a tick before it has ended: they ask for the last ones again.
OVERLAP = 3
ROUNDS, PATIENCE_SECONDS = 3, 30
_CHANGE = """
    WITH changed AS (UPDATE episode SET number = %s WHERE id = %s RETURNING id)
    INSERT INTO outbox (episode_id) SELECT id FROM changed
"""


def main() -> None:
    """Fill, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--episodes", type=int, default=100_000)
    episodes = parser.parse_args().episodes
    with run_stores() as stores:
        url = stores.make_database("bench_projection")
        fill(url, episodes)
        with closing(open_another(url)) as db, connect_elasticsearch(stores.elasticsearch_url) as es:
            print(f"{episodes:,} episodes; the first rebuild: {rebuild(db, es, grace=0).seconds:.1f} s", flush=True)
            with start_indexer(ALIAS, url, stores.elasticsearch_url):
                time.sleep(3)
                for pace in PACES:
                    print(_follow(stores, url, es, episodes, pace), flush=True)
            _compare_rebuilds(db, es)


class _Changes:
    """Changes at an even pace; each gives an episode a number of its own, and is noted when it is committed."""

    def __init__(self, url: str, episodes: int, pace: int) -> None:
        self._url = url
        self._episodes = episodes
        self._pace = pace
        self._numbers = iter(range(1, int(pace * SECONDS) + 1))
        self._lock = threading.Lock()
        self._begun = time.monotonic()
        self.committed: dict[int, tuple[int, float]] = {}
        self.late = 0.0

    def make(self) -> None:
        """Change until the time is over."""
        chance = random.Random(threading.get_ident())  # noqa: S311 - which episodes
        with psycopg.connect(self._url, autocommit=True) as connection:
            while True:
                with self._lock:
                    number = next(self._numbers, 0)
                if not number:
                    return
                due = self._begun + number / self._pace
                time.sleep(max(0.0, due - time.monotonic()))
                self.late = max(self.late, time.monotonic() - due)
                episode = chance.randint(1, self._episodes)
                connection.execute(_CHANGE, (number, episode))
                self.committed[number] = (episode, time.monotonic())


def _follow(stores: Stores, url: str, es: Elasticsearch, episodes: int, pace: int) -> str:
    """Change at a pace, watch the index, and describe how long each change took from its commit on."""
    highest = int(
        es.search(index=ALIAS, size=0, aggs={"v": {"max": {"field": "version"}}})["aggregations"]["v"]["value"]
    )
    changes = _Changes(url, episodes, pace)
    seen: dict[int, dict[int, float]] = {}
    over = threading.Event()
    node = psutil.Process(next(iter(es.nodes.info(metric="process")["nodes"].values()))["process"]["id"])
    with ThreadPoolExecutor(WRITING + 1) as pool:
        watching = pool.submit(_watch, stores.elasticsearch_url, highest, seen, over)
        for working in [pool.submit(changes.make) for _ in range(WRITING)]:
            working.result()
        until = time.monotonic() + PATIENCE_SECONDS
        while len(lags := _find_lags(changes, seen)) < len(changes.committed) and time.monotonic() < until:
            time.sleep(0.2)
        over.set()
        watching.result()
    missed = len(changes.committed) - len(lags)
    return (
        f"{pace} changes a second: p50 {pick(lags, 0.5):.3f} s, p95 {pick(lags, 0.95):.3f} s, most {max(lags):.3f} s,"
        f" n {len(lags)}, never seen {missed}; changed at most {changes.late * 1000:.0f} ms late;"
        f" Elasticsearch {node.memory_info().rss / 2**20:.0f} MB"
    )


def _watch(url: str, version: int, seen: dict[int, dict[int, float]], over: threading.Event) -> None:
    """Ask every ten milliseconds what searches see, and for what was written since where that is something new.

    Out of doc values, and nothing where all is as before: the watching is to cost Elasticsearch little of what it has.
    """
    begun, last = version, None
    with connect_elasticsearch(url) as es:
        while not over.is_set():
            newest = _ask(es, begun, 1)
            if newest != last:
                last = newest
                written_since = _ask(es, max(begun, version - OVERLAP), 10_000)[1]
                now = time.monotonic()
                for episode, number, written in written_since:
                    version = max(version, written)
                    seen.setdefault(episode, {}).setdefault(number, now)
            time.sleep(0.01)


def _ask(es: Elasticsearch, above: int, size: int) -> tuple[int, list[tuple[int, int, int]]]:
    """Give how many documents have a version above this, and of the newest of them id, number and version."""
    hits = es.search(
        index=ALIAS,
        query={"range": {"version": {"gt": above}}},
        sort=[{"version": "desc"}],
        size=size,
        track_total_hits=True,
        source=False,
        docvalue_fields=[{"field": name} for name in ("id", "number", "version")],
    )["hits"]
    fields = [hit["fields"] for hit in hits["hits"]]
    return hits["total"]["value"], [(one["id"][0], one["number"][0], one["version"][0]) for one in fields]


def _find_lags(changes: _Changes, seen: dict[int, dict[int, float]]) -> list[float]:
    """Give the lag of each change that was seen: its own number, or that of a later change to the same episode."""
    order: dict[int, list[tuple[float, int]]] = {}
    for number, (episode, at) in changes.committed.copy().items():
        order.setdefault(episode, []).append((at, number))
    lags = []
    for episode, made in order.items():
        made.sort()
        for place, (at, _) in enumerate(made):
            numbers = {number for _, number in made[place:]}
            if moments := [moment for number, moment in seen.get(episode, {}).copy().items() if number in numbers]:
                lags.append(max(0.0, min(moments) - at))
    return lags


def _compare_rebuilds(db: PostgresqlDatabase, es: Elasticsearch) -> None:
    documents = [document for ids in page_ids(db, PAGE) for document in map(to_document, read_rows(db, ids))]
    ours, theirs = [], []
    for number in range(ROUNDS):
        begun, made = time.monotonic(), rebuild(db, es, grace=0)
        ours.append(made.documents / (time.monotonic() - begun))
        theirs.append(_feed(es, f"bench-bulk-{number}", documents))
    for name, speeds in (("a rebuild", ours), (f"parallel_bulk, {WRITERS} threads, ready-made documents", theirs)):
        print(f"{name}: {' '.join(f'{speed:,.0f}' for speed in speeds)} documents a second")
    ratio = sorted(mine / other for mine, other in zip(ours, theirs, strict=True))[ROUNDS // 2]
    print(f"a rebuild is {ratio:.2f} as fast, the median of {ROUNDS} rounds in turns")


def _feed(es: Elasticsearch, name: str, documents: Sequence[EpisodeDocument]) -> float:
    made = definition()
    made["settings"]["index"]["refresh_interval"] = "-1"
    es.indices.create(index=name, **made)
    begun = time.monotonic()
    actions = (
        {"_index": name, "_id": str(document["id"]), "_source": {"version": 1, **document}} for document in documents
    )
    failed = [item for took, item in parallel_bulk(es, actions, thread_count=WRITERS, chunk_size=PAGE) if not took]
    es.indices.refresh(index=name)
    speed = len(documents) / (time.monotonic() - begun)
    es.indices.delete(index=name)
    if failed:
        raise RuntimeError(f"{len(failed)} documents failed")
    return speed


if __name__ == "__main__":
    main()
