"""What the tests of the story share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pipeline.tvmaze.client import TvmazeClient
from tests.fixtures.simulator import RunningSimulator
from tests.integration.pipeline.tvmaze.clients import open_hasty


@pytest.fixture
def client(simulator: RunningSimulator, postgres_url: str) -> Iterator[TvmazeClient]:
    """Give a hasty client of the simulator."""
    with open_hasty(simulator.url, postgres_url) as made:
        yield made
