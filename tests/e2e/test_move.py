"""A whole system is moved: loaded over the stores that it brings, then run on over those of somebody else."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import httpx
import pytest
from elasticsearch import Elasticsearch

from catalog.index import ALIAS
from embedded.postgres import EmbeddedPostgres
from tests.e2e.conftest import Start
from tests.e2e.running import STOP_SECONDS, Up
from tests.integration.moving.embedded_site import drop_database, make_database

NAMES = ("moved_tvsi", "dagster")


@pytest.fixture
def outside(postgres_server: EmbeddedPostgres, es: Elasticsearch, elasticsearch_url: str) -> Iterator[dict[str, str]]:
    """Give the variables of outside stores, which hold nothing; `dagster` is made by the move."""
    yield {
        "TVSI_POSTGRES_URL": make_database(postgres_server, NAMES[0]),
        "TVSI_ELASTICSEARCH_URL": elasticsearch_url,
    }
    for name in NAMES:
        drop_database(postgres_server, name)
    for index in es.indices.get(index=f"{ALIAS}-*").body:
        es.indices.delete(index=index)


def _stop(up: Up) -> None:
    up.process.send_signal(signal.SIGTERM)
    assert up.process.wait(STOP_SECONDS) == 0


def _count_loaded(up: Up) -> dict[str, int]:
    """Count the days that Dagster knows as loaded, by asset."""
    up.await_output("dagster: ready")
    query = "{ assetNodes { assetKey { path } partitionStats { numMaterialized } } }"
    answer = httpx.post(f"http://127.0.0.1:{up.port('DAGSTER')}/graphql", json={"query": query}, timeout=60)
    nodes = answer.json()["data"]["assetNodes"]
    return {
        node["assetKey"]["path"][0]: node["partitionStats"]["numMaterialized"]
        for node in nodes
        if node["partitionStats"]
    }


def test_what_was_loaded_is_searched_and_known_as_loaded_over_outside_stores(
    start_up: Start, outside: dict[str, str]
) -> None:
    days = {"TVSI_INITIAL_DAYS": "0", "TVSI_DAYS_AHEAD": "0"}
    up = start_up(**days)
    up.await_output("all days loaded after")
    up.await_true(lambda: _count_loaded(up).get("schedule") == 1, "Dagster knows the day as loaded")
    up.await_true(lambda: up.run("verify").returncode == 0, "all is indexed")
    refused = up.run("move-stores", *("--to-postgres", outside["TVSI_POSTGRES_URL"]))
    _stop(up)
    assert refused.returncode == 1
    assert f"another `make up` (process {up.process.pid}) runs on" in refused.stderr

    up.environment |= outside
    moved = up.run("move-stores")
    again = start_up(**days, **outside, TVSI_AUTOMATION="off")
    again.await_output("search it: ")

    assert moved.returncode == 0, moved.stderr
    assert again.run("verify").stdout == "missing 0 ghost 0 stale 0\n"
    assert again.search(per_page="1")["total"]["value"] > 0
    again.await_true(lambda: _count_loaded(again).get("schedule") == 1, "Dagster still knows the day as loaded")
    _stop(again)
