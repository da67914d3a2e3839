"""The constants that our daemon shortens are Dagster's, and are read after we set them."""

from __future__ import annotations

import inspect

import pytest
from dagster._daemon import backfill, controller, sensor

from pipeline.automation.daemon import BACKFILL_SECONDS, SENSOR_SECONDS, shorten_intervals


def test_the_private_names_exist_and_are_longer_than_ours() -> None:
    assert controller.DEFAULT_DAEMON_INTERVAL_SECONDS > BACKFILL_SECONDS
    assert sensor.MIN_INTERVAL_LOOP_TIME > SENSOR_SECONDS


def test_the_loops_read_them_when_they_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(controller, "DEFAULT_DAEMON_INTERVAL_SECONDS", controller.DEFAULT_DAEMON_INTERVAL_SECONDS)
    monkeypatch.setattr(sensor, "MIN_INTERVAL_LOOP_TIME", sensor.MIN_INTERVAL_LOOP_TIME)

    shorten_intervals()

    assert controller.DEFAULT_DAEMON_INTERVAL_SECONDS == BACKFILL_SECONDS
    assert sensor.MIN_INTERVAL_LOOP_TIME == SENSOR_SECONDS
    assert "import DEFAULT_DAEMON_INTERVAL_SECONDS" in inspect.getsource(backfill.execute_backfill_iteration_loop)
    assert "MIN_INTERVAL_LOOP_TIME" in inspect.getsource(sensor.execute_sensor_iteration_loop)
