"""``python -m pipeline.first_listing``: today's listing at once, in this process, through the same asset.

For the start of an empty store, while code server and daemon are still importing. The run is Dagster's like any
other: the UI shows it, and ``initial_load`` takes it for one of its own.
"""

from __future__ import annotations

import sys

import dagster as dg

from pipeline.automation.asking import MARKS
from pipeline.automation.initial_load import INITIAL_LOAD_TAG
from pipeline.automation.jobs import LISTINGS
from pipeline.partitions import read_today
from pipeline.settings import CalendarSettings


def load_first_listing(instance: dg.DagsterInstance) -> bool:
    """Load today's listing unless it was ever loaded; tell whether it is there."""
    from pipeline.definitions import defs

    today = read_today(CalendarSettings.read()).isoformat()
    if today in instance.get_materialized_partitions(MARKS[LISTINGS]):
        return True
    # Without retries: Dagster would look for the code of a run that it did not launch. The sensor asks again.
    tags = {INITIAL_LOAD_TAG: LISTINGS, "dagster/max_retries": "0"}
    job = defs.resolve_job_def(LISTINGS)
    return job.execute_in_process(instance=instance, partition_key=today, tags=tags, raise_on_error=False).success


if __name__ == "__main__":
    with dg.DagsterInstance.get() as instance:
        sys.exit(0 if load_first_listing(instance) else 1)
