"""Fixtures that start whole systems."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.running import Up, start, stop

Start = Callable[..., Up]


@pytest.fixture
def start_up(tmp_path: Path) -> Iterator[Start]:
    """Start any number in the test's folder; all are stopped at its end."""
    started: list[Up] = []

    def start_one(**variables: str) -> Up:
        started.append(start(tmp_path / "data", tmp_path / f"output-{len(started)}", **variables))
        return started[-1]

    yield start_one
    for one in started:
        stop(one)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep a module's stages in order: each prepares the next, within the time limit of a test of its own."""
    staged = {item.nodeid.partition("::")[0] for item in items if item.get_closest_marker("stage")}
    for module in staged:
        places = [place for place, item in enumerate(items) if item.nodeid.partition("::")[0] == module]
        in_order = sorted((items[place] for place in places), key=_get_stage)
        for place, item in zip(places, in_order, strict=True):
            items[place] = item


def _get_stage(item: pytest.Item) -> int:
    marker = item.get_closest_marker("stage")
    return int(marker.args[0]) if marker else 1000
