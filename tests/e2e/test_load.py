"""``tvsi load`` against a real Dagster: code server, webserver, daemon and run workers of their own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from embedded.postgres import EmbeddedPostgres
from tests.fixtures.dagster_stack import DagsterStack, run_dagster
from tests.fixtures.simulator import WINDOW, RunningSimulator, run_simulator

DAYS = ["2024-03-11", "2024-03-12"]
THEN = "date BETWEEN '2024-03-11' AND '2024-03-12'"
RUNS = """{ runsOrError(filter: {tags: [{key: "tvsi/initial_load", value: "%s"}]}) { ... on Runs {
    results { status tags { key value } } } } }"""
# A third of each day and no guests beyond it: what is tested here is the way, not the amount.
NO_WEB = {"path": "/schedule/web", "fault": "body", "value": []}


@pytest.fixture(scope="module")
def television() -> Iterator[RunningSimulator]:
    """Run a simulator of the module's own, since loads go on between tests."""
    with run_simulator() as running:
        running.set_faults([NO_WEB])
        yield running


@pytest.fixture(scope="module")
def stack(
    postgres_server: EmbeddedPostgres, television: RunningSimulator, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[DagsterStack]:
    """Run Dagster over an empty store that loads nothing by itself but today, whose listing came first."""
    with psycopg.connect(postgres_server.url("postgres"), autocommit=True) as connection:
        connection.execute("CREATE DATABASE load_truth TEMPLATE template")
        connection.execute("CREATE DATABASE load_dagster")
    variables = {
        "TVSI_TVMAZE_URL": television.url,
        "TVSI_TVMAZE_WINDOW_SECONDS": str(WINDOW),
        "TVSI_SOURCE": "simulated",
        "TVSI_INITIAL_DAYS": "0",
        "TVSI_DAYS_AHEAD": "0",
    }
    urls = postgres_server.url("load_truth"), postgres_server.url("load_dagster")
    with run_dagster(tmp_path_factory.mktemp("dagster"), *urls, **variables) as running:
        yield running


def _ask(stack: DagsterStack, query: str) -> dict[str, list[dict[str, Any]]]:
    answer = httpx.post(f"{stack.url}/graphql", json={"query": query}, timeout=30).json()
    found: dict[str, list[dict[str, Any]]] = answer["data"]["runsOrError"]
    return found


@pytest.fixture(scope="module")
def loaded(stack: DagsterStack) -> subprocess.CompletedProcess[str]:
    """Load two days."""
    return stack.tvsi("load", *DAYS)


def test_days_are_loaded(stack: DagsterStack, loaded: subprocess.CompletedProcess[str]) -> None:
    assert loaded.returncode == 0, loaded.stdout + loaded.stderr
    assert "Loaded 2024-03-11 to 2024-03-12." in loaded.stdout
    assert "2/2 days" in loaded.stdout
    assert stack.query(f"SELECT count(*) FROM listing_load WHERE {THEN}") == [(6,)]
    assert stack.query("SELECT count(*) > 0 FROM show_cast") == [(True,)]


@pytest.mark.usefixtures("loaded")
def test_every_load_becomes_an_event(stack: DagsterStack) -> None:
    told = "SELECT payload FROM event WHERE type = 'load.succeeded' AND payload->'days' = %s::jsonb"
    stack.wait_until(lambda: len(stack.query(told, json.dumps(DAYS))) == 2)

    events = {tuple(payload["groups"]): payload["counts"] for (payload,) in stack.query(told, json.dumps(DAYS))}

    assert [(events["listings",]["schedule"],)] == stack.query(f"SELECT count(*) FROM schedule WHERE {THEN}")
    assert events["casts",]["show_cast"] > 0


@pytest.mark.usefixtures("loaded")
def test_a_shrunken_listing_is_an_exit_of_its_own(stack: DagsterStack, television: RunningSimulator) -> None:
    television.set_faults([NO_WEB, {"path": "/schedule?*", "fault": "body", "value": []}])

    doubted = stack.tvsi("load", DAYS[1])
    television.set_faults([NO_WEB])

    assert doubted.returncode == 3, doubted.stdout + doubted.stderr
    assert "not believed: us 2024-03-12" in doubted.stdout
    assert "--accept-shrunk" in doubted.stdout


def test_a_day_that_cannot_be_had_fails_with_its_reason(stack: DagsterStack, television: RunningSimulator) -> None:
    television.set_faults([NO_WEB, {"path": "/schedule?*", "fault": "status", "value": 400}])

    failed = stack.tvsi("load", "2024-03-20")
    television.set_faults([NO_WEB])

    assert failed.returncode == 1, failed.stdout + failed.stderr
    assert "1 of 1 days failed. 2024-03-20: /schedule?country=US" in " ".join(failed.stdout.split())
    assert "casts" not in failed.stdout
    stack.wait_until(lambda: stack.query("SELECT 1 FROM event WHERE type = 'load.failed'"))


@pytest.mark.parametrize(
    ("days", "complaint"),
    [
        (["2014-12-31"], "FROM: 2014-12-31 is not one of the days from 2015-01-01"),
        (["2024-03-11", "2099-01-01"], "TO: 2099-01-01 is not one of the days from 2015-01-01"),
    ],
)
def test_days_that_do_not_exist_are_a_usage_error(stack: DagsterStack, days: list[str], complaint: str) -> None:
    refused = stack.tvsi("load", *days)

    assert refused.returncode == 2
    assert complaint in refused.stderr


def test_an_empty_store_loads_itself_and_what_came_first_is_not_loaded_again(stack: DagsterStack) -> None:
    def runs(group: str) -> list[dict[str, Any]]:
        return _ask(stack, RUNS % group)["results"]

    stack.wait_until(lambda: [run["status"] for run in runs("casts")] == ["SUCCESS"])

    [first] = runs("listings")
    assert first["status"] == "SUCCESS"
    assert {"key": "dagster/max_retries", "value": "0"} in first["tags"], "not the one of pipeline.first_listing"
    [today] = (tag["value"] for tag in first["tags"] if tag["key"] == "dagster/partition")
    assert stack.query("SELECT count(*) FROM listing_load WHERE date = %s", today) == [(3,)]


def test_dagster_that_does_not_answer_is_said_whatever_proxies_there_are(tmp_path: Path) -> None:
    proxy = "http://proxy.invalid:3128"
    variables = {"TVSI_DAGSTER_URL": "http://127.0.0.1:9", "TVSI_DATA_DIR": str(tmp_path)}

    ended = subprocess.run(
        [sys.executable, "-m", "cli", "load", "2024-03-11"],
        env={"PATH": "", "HTTP_PROXY": proxy, **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert ended.returncode == 1
    assert "Dagster does not answer" in ended.stderr
    assert "Connection refused" in ended.stderr
    assert "make up" in ended.stderr
