"""A small whole system of the test's own; figures that tests record are shown at the run's end."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest
from elasticsearch import TransportError
from peewee import PostgresqlDatabase

from catalog.elastic import connect_elasticsearch
from tests.faults.nodes import Node
from tests.faults.system import System, add_accounts, run_indexer
from tests.fixtures.api import StartApi

StartSystem = Callable[..., System]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show the recorded figures of every test."""
    for report in [*terminalreporter.stats.get("passed", ()), *terminalreporter.stats.get("failed", ())]:
        for name, value in report.user_properties if report.when == "call" else ():
            terminalreporter.line(f"{report.location[2]}: {name} {value}")


@pytest.fixture
def storm_seconds(pytestconfig: pytest.Config) -> float:
    """Give how long a storm of likes lasts."""
    return float(pytestconfig.getoption("--storm-seconds"))


@pytest.fixture
def outage_seconds(pytestconfig: pytest.Config) -> float:
    """Give how long a store stays away."""
    return float(pytestconfig.getoption("--outage-seconds"))


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    """Give a node of the test's own, not yet started."""
    made = Node(tmp_path / "elasticsearch")
    yield made
    made.stop()


@pytest.fixture
def start_system(
    db: PostgresqlDatabase, postgres_url: str, start_api: StartApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[StartSystem]:
    """Start two API workers and an indexer over the test's database and an Elasticsearch, with 200 users.

    The indexer may be given settings of its own. As all are timed, their coverage is not measured here: that would time
    the measuring.
    """
    monkeypatch.setenv("COVERAGE_PROCESS_CONFIG", "")
    with ExitStack() as running:

        def start(elasticsearch_url: str, **indexer: str) -> System:
            alias = f"faults-{secrets.token_hex(6)}"
            log = tmp_path / "indexer.log"
            running.callback(_remove_indices, elasticsearch_url, alias)
            running.enter_context(run_indexer(postgres_url, elasticsearch_url, alias, log, **indexer))
            stores = {"postgres_url": postgres_url, "elasticsearch_url": elasticsearch_url}
            api = start_api(alias, **stores, api_workers=2, rate_limits="off")
            running.callback(api.stop)
            return System(db, alias, api, add_accounts(db, 200))

        yield start


def _remove_indices(elasticsearch_url: str, alias: str) -> None:
    # A node of the test's own is gone by now.
    with connect_elasticsearch(elasticsearch_url) as es, suppress(TransportError):
        for name in es.indices.get(index=f"{alias}-*").body:
            es.indices.delete(index=name)
