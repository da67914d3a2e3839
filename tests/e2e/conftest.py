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
