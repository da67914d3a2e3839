"""December 2020 as TVMaze recorded it, twice: what the whole system holds equals what the files say."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from catalog.database import connect
from embedded.ports import choose_port
from pipeline.settings import PipelineSettings
from pipeline.story.listings import load_days
from pipeline.tvmaze.client import open_client
from pipeline.tvmaze.feeds import feeds_of
from tests.e2e.running import Up, run_up
from tests.fixtures.simulator import WINDOW, RunningSimulator, run_simulator
from tests.recorded import DECEMBER, FEEDS, listed_ids, read_everywhere, read_listing

Running = tuple[Up, RunningSimulator]
FIRST, LAST = str(DECEMBER[0]), str(DECEMBER[-1])
# Two weeks, and the rest: a week is a run.
MIDDLE, AFTER_MIDDLE = str(DECEMBER[13]), str(DECEMBER[14])
MAY_BE_WRITTEN = {"listing_load", "rate_slot", "event"}


@pytest.fixture(scope="module")
def earlier(tmp_path_factory: pytest.TempPathFactory, recorded_earlier_dir: Path) -> Iterator[tuple[Up, int]]:
    """Load the month's listings from the earlier recording, and give the system with the port that it asks."""
    folder, port = tmp_path_factory.mktemp("december"), choose_port()
    variables = {
        "TVSI_TVMAZE_URL": f"http://127.0.0.1:{port}",
        "TVSI_TVMAZE_WINDOW_SECONDS": str(WINDOW),
        "TVSI_AUTOMATION": "off",
        # A month of casts is much work; its coverage is measured where the pipeline is tested by itself.
        "COVERAGE_PROCESS_CONFIG": "",
    }
    with run_up(folder / "data", folder / "output", **variables) as system:
        system.await_output("dagster: ready")
        with run_simulator(recorded=recorded_earlier_dir, port=port) as simulator:
            _load_listings(system, simulator)
        yield system, port


@pytest.fixture(scope="module")
def first_half(earlier: tuple[Up, int], recorded_dir: Path) -> Iterator[Running]:
    """Load the month's first two weeks from the later recording, behind the same address."""
    system, port = earlier
    with run_simulator(recorded=recorded_dir, port=port) as simulator:
        _load(system, FIRST, MIDDLE)
        yield system, simulator


@pytest.fixture(scope="module")
def december(first_half: Running) -> Running:
    """Load the rest of it."""
    system, _ = first_half
    _load(system, AFTER_MIDDLE, LAST)
    return first_half


def _load_listings(system: Up, simulator: RunningSimulator) -> None:
    """Load the month's listings as a run does, in this process: the earlier recording needs no casts."""
    given: dict[str, Any] = {
        "postgres_url": system.read_address("postgres_url"),
        "tvmaze_url": simulator.url,
        "tvmaze_window_seconds": WINDOW,
    }
    settings = PipelineSettings(**given)
    db = connect(settings.postgres_url)
    with db.connection_context(), open_client(settings) as client:
        assert not any(load.errors for load in load_days(db, client.fetch_listing, feeds_of("US"), DECEMBER))


def _load(system: Up, first: str = FIRST, last: str = LAST) -> None:
    loaded = system.run("load", first, last)
    assert loaded.returncode == 0, loaded.stdout + loaded.stderr


def _query(system: Up, statement: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(system.read_address("postgres_url"), autocommit=True) as connection:
        return connection.execute(statement).fetchall()


QUERIES = {
    "listed": "SELECT DISTINCT episode_id FROM schedule",
    "withdrawn": "SELECT id FROM episode WHERE withdrawn",
    "moved": "SELECT id FROM episode WHERE unlisted_at IS NOT NULL AND NOT withdrawn",
}


def _expect(system: Up, state: str, ids: set[int]) -> None:
    assert {row[0] for row in _query(system, QUERIES[state])} == ids


@pytest.mark.stage(1)
def test_the_earlier_recording_is_held_first(earlier: tuple[Up, int], recorded_earlier_dir: Path) -> None:
    _expect(earlier[0], "listed", listed_ids(recorded_earlier_dir))


@pytest.mark.stage(2)
def test_two_weeks_of_the_later_recording_replace_theirs(first_half: Running, recorded_dir: Path) -> None:
    expected = {
        (feed, day, row["id"])
        for feed in FEEDS
        for day in DECEMBER[:14]
        for row in read_listing(recorded_dir, feed, day)
    }

    found = _query(first_half[0], f"SELECT feed, date, episode_id FROM schedule WHERE date <= '{MIDDLE}'")

    assert set(found) == expected


def test_each_listing_holds_what_its_file_holds(december: Running, recorded_dir: Path) -> None:
    expected = {
        (feed, day, row["id"]) for feed in FEEDS for day in DECEMBER for row in read_listing(recorded_dir, feed, day)
    }

    assert set(_query(december[0], "SELECT feed, date, episode_id FROM schedule")) == expected
    assert len(expected) == 72 + 194 + 1488


def test_what_left_the_listings_is_withdrawn_or_moved(
    december: Running, recorded_dir: Path, recorded_earlier_dir: Path
) -> None:
    gone = listed_ids(recorded_earlier_dir) - listed_ids(recorded_dir)
    rows = read_everywhere(recorded_dir)
    withdrawn = {episode for episode in gone if not _is_ours(rows.get(episode))}

    _expect(december[0], "withdrawn", withdrawn)
    _expect(december[0], "moved", gone - withdrawn)
    assert (len(withdrawn), len(gone - withdrawn)) == (17, 8)


def _is_ours(row: dict[str, Any] | None) -> bool:
    if row is None:
        return False
    show = row.get("show") or row["_embedded"]["show"]
    countries = [channel["country"] for channel in (show["network"], show["webChannel"]) if channel]
    return any(country is None or country["code"] == "US" for country in countries)


def test_every_episode_says_what_its_newest_row_says(december: Running, recorded_dir: Path) -> None:
    expected = {
        row["id"]: (row["name"], row["season"], row["number"], row["airdate"], row["airtime"] or None)
        for feed in FEEDS
        for day in DECEMBER
        for row in read_listing(recorded_dir, feed, day)
    }

    found = _query(
        december[0],
        "SELECT id, name, season, number, airdate::text, airtime FROM episode"
        " WHERE id IN (SELECT episode_id FROM schedule)",
    )

    assert {row[0]: row[1:] for row in found} == expected


def test_verify_finds_nothing_then_what_was_altered_and_mends_it(december: Running) -> None:
    system, _ = december
    clean = system.run("verify", "--json")
    assert (clean.returncode, _counts(clean.stdout)) == (0, (0, 0, 0)), clean.stdout + clean.stderr
    _tamper(system.read_address("elasticsearch_url"))

    found = system.run("verify", "--json")
    repaired = system.run("verify", "--repair")
    again = system.run("verify")

    assert (found.returncode, _counts(found.stdout)) == (1, (1, 1, 1))
    assert repaired.returncode == 0, repaired.stdout + repaired.stderr
    assert (again.returncode, again.stdout.split("\n")[0]) == (0, "missing 0 ghost 0 stale 0")


def _counts(report: str) -> tuple[int, int, int]:
    found = json.loads(report)
    return found["missing"], found["ghost"], found["stale"]


def _tamper(elasticsearch: str) -> None:
    """Alter a field of one document, remove one, add one, straight in Elasticsearch."""
    index = next(iter(httpx.get(f"{elasticsearch}/_alias/episodes").json()))
    search = {"size": 2, "query": {"match_all": {}}}
    hits = httpx.post(f"{elasticsearch}/{index}/_search", json=search).json()["hits"]["hits"]
    with httpx.Client(base_url=elasticsearch, params={"refresh": "true"}) as client:
        altered, removed = hits
        client.post(f"/{index}/_update/{altered['_id']}", json={"doc": {"runtime": 12345}}).raise_for_status()
        client.delete(f"/{index}/_doc/{removed['_id']}").raise_for_status()
        ghost = {**altered["_source"], "id": 999_999_999}
        client.put(f"/{index}/_doc/999999999", json=ghost).raise_for_status()


def test_loading_the_month_again_writes_nothing(december: Running) -> None:
    system, simulator = december
    before, documents = _read_counters(system), _count_indexed(system)
    simulator.clear_ledger()

    _load(system)

    changed = {table for table, counters in _read_counters(system).items() if counters != before[table]}
    assert changed <= MAY_BE_WRITTEN
    assert _query(system, "SELECT count(*) FROM outbox") == [(0,)]
    assert _count_indexed(system) == documents
    assert len(simulator.ledger()) == 3 * len(DECEMBER)


def _read_counters(system: Up) -> dict[str, tuple[int, int, int]]:
    """Read Postgres's own counts of tuples written; a backend reports its last ones after ten seconds of being idle."""
    counters, again = None, _read_counters_now(system)
    while counters != again:
        time.sleep(11)
        counters, again = again, _read_counters_now(system)
    return again


def _read_counters_now(system: Up) -> dict[str, tuple[int, int, int]]:
    rows = _query(
        system,
        "SELECT relname, n_tup_ins, n_tup_upd, n_tup_del FROM pg_stat_user_tables WHERE schemaname = 'public'",
    )
    return {row[0]: row[1:] for row in rows}


def _count_indexed(system: Up) -> int:
    stats = httpx.get(f"{system.read_address('elasticsearch_url')}/episodes/_stats/indexing").json()
    total: int = stats["_all"]["primaries"]["indexing"]["index_total"]
    return total
