"""``python -m pipeline.automation.daemon -w workspace.yaml``: Dagster's daemon, with shorter waits.

Its backfills look around every 30 s and its sensors every 5 s, both constants without a setting. With these
values a backfill's run is queued after 2 s. Private names of dagster 1.13.27; a test says when they go.
"""

from __future__ import annotations

from dagster._daemon import controller, sensor
from dagster._daemon.cli import run_command

BACKFILL_SECONDS, SENSOR_SECONDS = 2, 1


def shorten_intervals() -> None:
    """Make backfills and sensors look around more often, in this process."""
    controller.DEFAULT_DAEMON_INTERVAL_SECONDS = BACKFILL_SECONDS
    sensor.MIN_INTERVAL_LOOP_TIME = SENSOR_SECONDS


if __name__ == "__main__":
    shorten_intervals()
    run_command()
