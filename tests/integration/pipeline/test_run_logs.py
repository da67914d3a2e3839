"""What our own code logs in a run is kept with the run."""

from __future__ import annotations

import logging
from datetime import date

import dagster as dg

from tests.fixtures.simulator import RunningSimulator
from tests.integration.pipeline.loads import Materialize

DAY = date(2024, 3, 12)
BUSY = {"path": "/schedule?country=US*", "nth": 1, "fault": "status", "value": {"status": 429, "headers": {}}}


def test_what_the_client_met_is_logged_with_its_run(
    materialize: Materialize, simulator: RunningSimulator, instance: dg.DagsterInstance
) -> None:
    simulator.set_faults([BUSY])

    materialize("listings", DAY)

    (run,) = instance.get_runs()
    told = [entry.user_message for entry in instance.all_logs(run.run_id) if entry.level == logging.WARNING]
    assert len([line for line in told if "answered 429" in line]) == 1
