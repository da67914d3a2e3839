"""A backfill as Dagster's UI asks for it, while people search and like: ``python -m bench.backfill FROM TO``.

Prints the time for each day, and what searches and likes took before it and during it. Runs a system of its own, over
recorded days where ``TVSI_RECORDED_DIR`` names some. ``--casts`` loads casts too.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from threading import Event, Thread

import httpx
import psycopg

from bench.figures import pick
from bench.system import CASTS, LISTINGS, System, run_system
from pipeline.partitions import list_days

QUIET_SECONDS, PAUSE_SECONDS = 15.0, 0.1
QUERIES = (
    "/v1/episodes?q=the",
    "/v1/episodes?q=night&facets=genre,network",
    "/v1/episodes?sort=-likes",
    "/v1/episodes?genre=Drama",
)
PASSWORD = "a heron on the pier"  # noqa: S105 - of an account that ends with the benchmark
TIMES = "SELECT date, max(loaded_at) FROM listing_load WHERE date = ANY(%s) GROUP BY 1 ORDER BY 2"


@dataclass
class Crowd:
    """People who search and like, and what they met."""

    port: int
    times: dict[str, list[float]] = field(default_factory=lambda: {"search": [], "like": []})
    statuses: Counter[int] = field(default_factory=Counter)

    @contextmanager
    def come(self) -> Iterator[None]:
        """Let them come until the block ends."""
        stop = Event()
        threads = [Thread(target=self._search, args=(stop,)), Thread(target=self._like, args=(stop,))]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            stop.set()
            for thread in threads:
                thread.join()

    def _search(self, stop: Event) -> None:
        with self._connect() as client:
            number = 0
            while not stop.wait(PAUSE_SECONDS):
                number += 1
                self._ask(client, "search", "GET", f"{QUERIES[number % len(QUERIES)]}&page={number // 7 % 5 + 1}")

    def _like(self, stop: Event) -> None:
        with self._connect() as client:
            _log_in(client)
            liked: list[int] = []
            number = 0
            while not stop.wait(PAUSE_SECONDS):
                number += 1
                if len(liked) < number % 50:
                    liked = [item["id"] for item in client.get("/v1/episodes?per_page=100").json()["items"]]
                if liked:
                    method = "PUT" if number // len(liked) % 2 == 0 else "DELETE"
                    self._ask(client, "like", method, f"/v1/episodes/{liked[number % len(liked)]}/like")

    def _connect(self) -> httpx.Client:
        return httpx.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=30)

    def _ask(self, client: httpx.Client, kind: str, method: str, path: str) -> None:
        begun = time.perf_counter()
        answer = client.request(method, path)
        self.times[kind].append(time.perf_counter() - begun)
        self.statuses[answer.status_code] += 1


def _log_in(client: httpx.Client) -> None:
    name = f"bench-{time.monotonic_ns()}"[:32]
    somebody = {"username": name, "password": PASSWORD}
    client.post("/v1/auth/register", json={**somebody, "email": f"{name}@example.org"}).raise_for_status()
    token = client.post("/v1/auth/login", json=somebody).raise_for_status().json()["access_token"]
    client.headers["Authorization"] = f"Bearer {token}"


def main() -> None:
    """Load the days and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("first", type=date.fromisoformat)
    parser.add_argument("last", type=date.fromisoformat)
    parser.add_argument("--casts", action="store_true")
    given = parser.parse_args()
    days = list_days(given.first, given.last)
    quiet = {"TVSI_AUTOMATION": "off", "TVSI_RATE_LIMITS": "off"}
    with run_system("dagster: ready", **quiet) as system:
        load(system, LISTINGS, days[:1])  # so that there is something to search and like
        before = Crowd(system.ports["API"])
        with before.come():
            time.sleep(QUIET_SECONDS)
        report("before", before)
        for assets in (LISTINGS, CASTS) if given.casts else (LISTINGS,):
            during = Crowd(system.ports["API"])
            with during.come():
                load(system, assets, days)
            report("during", during)


def load(system: System, assets: tuple[str, ...], days: list[date]) -> None:
    """Load days and print how long they took."""
    begun = time.time()
    ended = system.await_backfill(system.launch(assets, days))
    seconds = time.time() - begun
    runs = [run["endTime"] - run["startTime"] for run in ended["runs"]]
    print(f"{len(days)} days of {', '.join(assets)}: {ended['status']}")
    print(f"  {seconds:.1f} s in all, {seconds / len(days):.2f} s a day; {len(runs)} runs, together {sum(runs):.1f} s")
    if assets == LISTINGS:
        print_days(system, days, begun)


def print_days(system: System, days: list[date], begun: float) -> None:
    """Print when each day was there."""
    with psycopg.connect(system.postgres_url) as db:
        loaded = db.execute(TIMES, (days,)).fetchall()
    last = begun
    for day, moment in loaded:
        now = moment.timestamp()
        print(f"  {day}: {now - begun:6.1f} s after the launch, {now - last:5.1f} s after the day before it")
        last = now


def report(when: str, crowd: Crowd) -> None:
    """Print what people met."""
    told = ", ".join(
        f"{kind} p50 {pick(times, 0.5) * 1000:.1f} ms p95 {pick(times, 0.95) * 1000:.1f} ms (n {len(times)})"
        for kind, times in crowd.times.items()
        if times
    )
    print(f"{when}: {told}; statuses {dict(crowd.statuses)}")


if __name__ == "__main__":
    main()
