"""What our own code logs in a run is kept with the run."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date

import dagster as dg
import pytest

from tests.fixtures.simulator import RunningSimulator
from tests.integration.pipeline.loads import Materialize

DAY = date(2024, 3, 12)
BUSY = {"path": "/schedule?country=US*", "nth": 1, "fault": "status", "value": {"status": 429, "headers": {}}}


@pytest.fixture(autouse=True)
def own_levels() -> Iterator[None]:
    """Put back what Dagster sets of the loggers that ``dagster.yaml`` names, for this whole process."""
    logger = logging.getLogger("tvsi")
    handlers, level = logger.handlers[:], logger.level
    yield
    logger.handlers[:] = handlers
    logger.setLevel(level)


def test_what_the_client_met_is_logged_with_its_run(
    materialize: Materialize, simulator: RunningSimulator, instance: dg.DagsterInstance
) -> None:
    simulator.set_faults([BUSY])

    materialize("listings", DAY)

    (run,) = instance.get_runs()
    told = [entry.user_message for entry in instance.all_logs(run.run_id) if entry.level == logging.WARNING]
    assert len([line for line in told if "answered 429" in line]) == 1
