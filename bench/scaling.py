"""What a catalogue of some size takes: ``python -m bench.scaling --episodes 1000000 [--heap 1g] [--shards 1 2]``.

Makes its own stores, as ``make up`` does, fills Postgres with rows spread as television's are, builds the index with
``tvsi reindex``, asks one search after another over HTTP, and likes; then all again for each other number of shards.
Prints one table, and JSON for what compares.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from http.client import HTTPConnection
from typing import Any
from urllib.parse import quote, urlencode

import psutil
import psycopg

from bench.figures import pick
from bench.processes import start_api, start_indexer
from bench.rows import add_users, begin_sessions
from bench.stores import Stores, run_stores
from bench.television import Television, fill
from catalog.database import open_another
from catalog.elastic import connect_elasticsearch
from catalog.index import ALIAS, FACETS
from embedded.settings import inherit_environment

BYTES_AN_EPISODE = 12_000  # both stores while a rebuild runs, with room to merge
SEARCHES, SECONDS_A_KIND, WARM_UP = 300, 30.0, 20
LIKES, LIKE_PATIENCE_SECONDS = 40, 10
MEBI = 2**20
Figures = dict[str, Any]
Ask = Callable[[], str]
NUMBERS = itertools.count(1_000_000)
CHANCE = random.Random(2)  # noqa: S311 - what is asked for


def main() -> None:
    """Fill, build, ask; print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--episodes", type=int, default=100_000)
    parser.add_argument("--heap", default="512m", help="of Elasticsearch; 512m is what make up gives")
    parser.add_argument("--shards", type=int, nargs="+", default=[1], help="of the index, one after the other")
    wanted = parser.parse_args()
    _check_disk(wanted.episodes)
    with run_stores(heap=wanted.heap) as stores:
        url = _fill(stores, wanted.episodes)
        for shards in wanted.shards:
            measured = _measure(stores, url, wanted.episodes, shards)
            _print({"episodes": wanted.episodes, "heap": wanted.heap, "shards": shards, **measured})


def _print(figures: Figures) -> None:
    for name, value in figures.items():
        print(f"{name:44} {value}")
    print(json.dumps(figures), flush=True)


def _check_disk(episodes: int) -> None:
    free, needed = shutil.disk_usage(tempfile.gettempdir()).free, episodes * BYTES_AN_EPISODE
    if free < needed:
        sys.exit(
            f"{episodes:,} episodes want {needed / 1e9:.0f} GB in {tempfile.gettempdir()}; {free / 1e9:.0f} are free"
        )


def _fill(stores: Stores, episodes: int) -> str:
    url = stores.make_database("bench_scaling")
    begun = time.monotonic()
    fill(url, episodes)
    print(f"Postgres is filled after {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
    db = open_another(url)
    add_users(db, 1)
    db.close()
    return url


def _measure(stores: Stores, url: str, episodes: int, shards: int) -> Figures:
    figures = {"Postgres": _size_postgres(url), **_rebuild(stores, url, shards)}
    print(f"the index is built: {figures}", file=sys.stderr, flush=True)
    with ExitStack() as running:
        port = running.enter_context(start_api(ALIAS, url, stores.elasticsearch_url, rate_limits="off"))
        figures |= _search(port, _draw_titles(url), Television(episodes))
        running.enter_context(start_indexer(ALIAS, url, stores.elasticsearch_url))
        figures |= _like(port, url, episodes)
    return figures | _weigh_node(stores)


def _size_postgres(url: str) -> str:
    with psycopg.connect(url) as connection:
        [(size,)] = connection.execute("SELECT pg_database_size(current_database())").fetchall()
    return f"{size / MEBI:,.0f} MB"


def _rebuild(stores: Stores, url: str, shards: int) -> Figures:
    """Build the index by the command itself, in a process of its own whose memory counts alone."""
    variables = {
        "TVSI_POSTGRES_URL": url,
        "TVSI_ELASTICSEARCH_URL": stores.elasticsearch_url,
        "TVSI_INDEX_SHARDS": str(shards),
    }
    begun = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "cli", "reindex"],
        env=inherit_environment(**variables),
        stdout=subprocess.PIPE,
        text=True,
    )
    told = process.stdout.read() if process.stdout else ""
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.monotonic() - begun
    if status:
        sys.exit(f"tvsi reindex ended with {os.waitstatus_to_exitcode(status)}")
    with connect_elasticsearch(stores.elasticsearch_url) as es:
        es.indices.refresh(index=ALIAS)
        held = es.indices.stats(index=ALIAS, metric="store,docs,segments")["_all"]["primaries"]
    return {
        "rebuild": f"{told.strip().rpartition(': ')[2]}; the whole command {seconds:.0f} s",
        "rebuild, peak memory of tvsi reindex": f"{used.ru_maxrss / 1024:.0f} MB",
        "index": f"{held['store']['size_in_bytes'] / MEBI:,.0f} MB in {held['segments']['count']} segments",
    }


def _weigh_node(stores: Stores) -> Figures:
    with connect_elasticsearch(stores.elasticsearch_url) as es:
        [node] = es.nodes.info(metric="process,jvm")["nodes"].values()
    process = psutil.Process(node["process"]["id"])
    return {"Elasticsearch, resident": f"{process.memory_info().rss / MEBI:,.0f} MB"}


def _draw_titles(url: str) -> list[list[str]]:
    """Draw the words of some episodes' names, two at least."""
    with psycopg.connect(url) as connection:
        drawn = connection.execute("SELECT name FROM episode WHERE name LIKE '% %' ORDER BY md5(id::text) LIMIT 2000")
        return [name.split() for (name,) in drawn]


def _search(port: int, titles: Sequence[list[str]], television: Television) -> Figures:
    every = ",".join(FACETS)
    kinds: dict[str, Ask] = {
        "two words of a name, no facets": lambda: _ask_words(titles, 2, facets=""),
        "two words of a name, usual facets": lambda: _ask_words(titles, 2),
        "two words of a name, all facets": lambda: _ask_words(titles, 2, facets=every),
        "one word, usual facets": lambda: _ask_words(titles, 1),
        "two words, one misspelt, usual facets": lambda: _ask_words(titles, 2, is_misspelt=True),
        "everything, no facets": lambda: _ask_all(facets=""),
        "everything, usual facets": _ask_all,
        "everything, all facets": lambda: _ask_all(facets=every),
        "everything, by airdate": lambda: _ask_all(facets="", sort="-airstamp"),
        "suggestions": lambda: f"/v1/suggest?q={_begin_name(television)}",
    }
    return {name: _time(port, ask) for name, ask in kinds.items()}


def _ask_words(titles: Sequence[list[str]], number: int, *, is_misspelt: bool = False, **more: str) -> str:
    words = CHANCE.choice(titles)[:number]
    if is_misspelt:
        words[0] += "x"
    return "/v1/episodes?" + urlencode({"q": " ".join(words), "likes_max": next(NUMBERS), **more})


def _ask_all(**more: str) -> str:
    """Ask for all episodes, and yet for nothing that was asked for before, whose answer would be kept."""
    return "/v1/episodes?" + urlencode({"likes_max": next(NUMBERS), **more})


def _begin_name(television: Television) -> str:
    name = television.choose_name()
    return quote(name[: CHANCE.randint(1, len(name))])


def _time(port: int, ask: Ask) -> str:
    """Ask one after the other, so many or for so long, and describe the times; what fails is counted apart."""
    times, failed = [], 0
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    until = time.monotonic() + SECONDS_A_KIND
    for number in range(SEARCHES + WARM_UP):
        if time.monotonic() > until:
            break
        begun = time.perf_counter()
        connection.request("GET", ask())
        response = connection.getresponse()
        response.read()
        if response.status != 200:  # noqa: PLR2004 - OK
            failed += 1
        elif number >= WARM_UP:
            times.append((time.perf_counter() - begun) * 1000)
    connection.close()
    if not times:
        return f"{failed} failed"
    told = f"p50 {pick(times, 0.5):.1f} ms, p95 {pick(times, 0.95):.1f} ms, n {len(times)}"
    return f"{told}, {failed} failed" if failed else told


def _like(port: int, url: str, episodes: int) -> Figures:
    """Like one episode after another and wait until a search finds it."""
    [token] = begin_sessions(url, [1])
    time.sleep(3)  # the indexer starts
    times = [_await_like(port, token, episode) for episode in CHANCE.sample(range(1, episodes + 1), LIKES)]
    return {
        "a like until it can be found": f"p50 {pick(times, 0.5):.2f} s, p95 {pick(times, 0.95):.2f} s, n {len(times)}"
    }


def _await_like(port: int, token: str, episode: int) -> float:
    begun = time.monotonic()
    _call(port, "PUT", f"/v1/episodes/{episode}/like", token)
    for number in itertools.count(1_000_000):
        found = _call(port, "GET", f"/v1/episodes?likes_min=1&likes_max={number}&per_page=100&facets=", token)
        if any(item["id"] == episode for item in found["items"]):
            break
        if time.monotonic() - begun > LIKE_PATIENCE_SECONDS:
            sys.exit(f"the like of {episode} can't be found after {LIKE_PATIENCE_SECONDS} s")
        time.sleep(0.02)
    return time.monotonic() - begun


def _call(port: int, method: str, path: str, token: str) -> Any:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request(method, path, headers={"Authorization": f"Bearer {token}"})
    answer = json.loads(connection.getresponse().read())
    connection.close()
    return answer


if __name__ == "__main__":
    main()
