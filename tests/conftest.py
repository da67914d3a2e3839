"""Fixtures that every test may ask for; each starts what it gives only when asked."""

from __future__ import annotations

import signal
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.parts import TwoParts, is_of_systems

pytest_plugins = [
    "tests.fixtures.api",
    "tests.fixtures.elasticsearch",
    "tests.fixtures.index",
    "tests.fixtures.postgres",
    "tests.fixtures.recorded",
    "tests.fixtures.redis",
    "tests.fixtures.simulator",
]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let ``make soak`` and ``make faults`` make long tests longer, and searches be judged on other days."""
    parser.addoption("--storm-seconds", type=float, default=20, help="how long a storm of likes lasts")
    parser.addoption("--outage-seconds", type=float, default=10, help="how long Elasticsearch stays away")
    parser.addoption("--fault-seeds", type=int, default=1, help="how often everything is wrecked")
    parser.addoption("--hang-seconds", type=float, default=5, help="how long Elasticsearch hangs")
    parser.addoption("--plays", type=int, default=20_000, help="how often the model of the index is played")
    # Of the days and queries that searches are judged by; the floors are for those of ``bench.relevance.sets``.
    parser.addoption("--relevance-seed", type=int, help="what to generate, and which queries to draw")
    parser.addoption("--relevance-first", type=date.fromisoformat, help="the first day to generate")
    parser.addoption("--relevance-days", type=int, help="how many days to generate")
    # ``make fuzz``; of which paths, as a regular expression, where not of all.
    parser.addoption("--fuzz-examples", type=int, default=2, help="how many random requests each operation gets")
    parser.addoption("--fuzz-paths", default="", help="which paths get them")


def pytest_configure() -> None:
    """Let Ctrl-C reach what tests start, also where a shell began this run in the background and had it ignored."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with those of whole systems, which take as long as all others together."""
    items.sort(key=lambda item: not is_of_systems(item.nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> TwoParts:
    """Part the tests for two processes."""
    return TwoParts(config, log)


@pytest.fixture(scope="session")
def project() -> Path:
    """Give the root of the checkout."""
    return Path(__file__).parent.parent
