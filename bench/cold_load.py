"""What a cold load of some days costs TVMaze: calls, their plan, their pace. ``python -m bench.cold_load FROM TO``.

Wants a running ``make up`` on an empty data directory with ``TVSI_AUTOMATION=off`` and simulated data. Figures come
from the simulator's ledger and from the tables, not from what the pipeline says of itself.
"""

from __future__ import annotations

import subprocess
import sys
from bisect import bisect_left
from dataclasses import dataclass

import httpx
import psycopg

from catalog.settings import StoreSettings
from pipeline.settings import TvmazeSettings

WINDOW_SECONDS, LIMIT = 10.0, 20
PLAN = """
    WITH listed AS (
      SELECT DISTINCT episode.* FROM schedule JOIN episode ON episode.id = episode_id
      WHERE date BETWEEN %(first)s AND %(last)s
    )
    SELECT 3 * (%(last)s::date - %(first)s::date + 1), count(DISTINCT show_id),
      count(DISTINCT (show_id, season)), count(*)
    FROM listed
"""


@dataclass(frozen=True)
class Plan:
    """What the days need: listings, shows, seasons with episodes to ask for, and those episodes."""

    listings: int
    shows: int
    seasons: int
    episodes: int


def main() -> None:
    """Load the days, then compare the ledger with the plan and the limit."""
    first, last = sys.argv[1:]
    simulator = TvmazeSettings.read().tvmaze_url.rstrip("/")
    httpx.delete(f"{simulator}/_simulator/ledger").raise_for_status()

    subprocess.run([sys.executable, "-m", "cli", "load", first, last], check=True)

    calls = httpx.get(f"{simulator}/_simulator/ledger", timeout=30).raise_for_status().json()
    report(read_plan(first, last), sorted(call["at"] for call in calls), [call["status"] for call in calls])


def read_plan(first: str, last: str) -> Plan:
    """Count what the listings of the days hold."""
    with psycopg.connect(StoreSettings.read().postgres_url) as connection:
        (row,) = connection.execute(PLAN, {"first": first, "last": last}).fetchall()
    return Plan(*row)


def report(plan: Plan, times: list[float], statuses: list[int | None]) -> None:
    """Print the figures."""
    planned = plan.listings + plan.shows + plan.seasons
    by_episode = plan.listings + plan.shows + plan.episodes
    floor = WINDOW_SECONDS * ((len(times) - 1) // LIMIT)
    wall = times[-1] - times[0]
    print(f"{plan}")
    print(f"calls {len(times)}, planned {planned}, with a call an episode {by_episode}")
    print(f"most calls in any {WINDOW_SECONDS:.0f} s: {find_busiest(times)} of {LIMIT}; 429s: {statuses.count(429)}")
    print(f"first to last call {wall:.1f} s, floor {floor:.0f} s, ratio {wall / floor if floor else 1:.3f}")


def find_busiest(times: list[float]) -> int:
    """Count the calls of the window, both ends included, that holds the most."""
    return max(position + 1 - bisect_left(times, at - WINDOW_SECONDS) for position, at in enumerate(times))


if __name__ == "__main__":
    main()
