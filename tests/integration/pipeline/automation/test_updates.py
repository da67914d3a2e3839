"""A show that changes at TVMaze has just its days loaded again, for one call and the days' own."""

from __future__ import annotations

import time
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import dagster as dg
import pytest
from peewee import PostgresqlDatabase

from pipeline import resources
from pipeline.automation.updates import updates
from pipeline.resources import Updates
from pipeline.tvmaze.slots import RateSlots
from tests.fixtures.simulator import WINDOW, RunningSimulator
from tests.integration.pipeline.loads import Materialize

DAY = date(2024, 3, 12)
DAYS = [DAY, DAY + timedelta(1), DAY + timedelta(2)]
ONE_DAY_SHOW = """
    SELECT show_id FROM episode JOIN schedule ON episode_id = episode.id
    GROUP BY show_id HAVING count(DISTINCT schedule.date) = 1 AND min(schedule.date) = %s ORDER BY 1 LIMIT 1
"""


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch, simulator: RunningSimulator, postgres_url: str) -> None:
    """Have the sensor find the test's stores."""
    told = {"POSTGRES_URL": postgres_url, "TVMAZE_URL": simulator.url, "TVMAZE_WINDOW_SECONDS": str(WINDOW)}
    for name, value in {**told, "SOURCE": "simulated"}.items():
        monkeypatch.setenv(f"TVSI_{name}", value)


def _tell(simulator: RunningSimulator, *faults: dict[str, Any], **changed: int) -> None:
    shows = {show_id.removeprefix("show_"): at for show_id, at in changed.items()}
    simulator.set_faults([{"path": "/updates/shows", "fault": "body", "value": shows}, *faults])


def _look(instance: dg.DagsterInstance) -> dg.SensorResult:
    result = updates(dg.build_sensor_context(instance=instance, resources={"updates": Updates()}))
    assert isinstance(result, dg.SensorResult)
    return result


def _find_show(db: PostgresqlDatabase, day: date) -> int:
    return int(db.execute_sql(ONE_DAY_SHOW, (day,)).fetchone()[0])


def _asked(result: dg.SensorResult) -> list[tuple[str, str]]:
    ends = ("dagster/asset_partition_range_start", "dagster/asset_partition_range_end")
    return [(request.tags[ends[0]], request.tags[ends[1]]) for request in result.run_requests or ()]


def test_a_changed_show_has_just_its_day_asked_for(
    materialize: Materialize, simulator: RunningSimulator, db: PostgresqlDatabase, instance: dg.DagsterInstance
) -> None:
    materialize("listings", DAYS[0], DAYS[-1])
    show = _find_show(db, DAYS[1])
    _tell(simulator, **{f"show_{show}": int(time.time()) + 5, "show_999999999": int(time.time())})
    simulator.clear_ledger()
    time.sleep(1.1)  # answers are dated by the second

    result = _look(instance)

    assert _asked(result) == [(str(DAYS[1]), str(DAYS[1]))]
    assert [call["path"] for call in simulator.ledger()] == ["/updates/shows"]


def test_a_load_of_the_day_ends_it(
    materialize: Materialize, simulator: RunningSimulator, db: PostgresqlDatabase, instance: dg.DagsterInstance
) -> None:
    materialize("listings", DAYS[0], DAYS[-1])
    time.sleep(1.1)
    _tell(simulator, **{f"show_{_find_show(db, DAYS[1])}": int(time.time())})
    assert _asked(_look(instance)) != []
    time.sleep(1.1)

    materialize("listings", DAYS[1])

    assert _asked(_look(instance)) == []


def test_what_the_simulator_tells_of_days_just_loaded_is_no_news(
    materialize: Materialize, instance: dg.DagsterInstance
) -> None:
    materialize("listings", DAYS[0], DAYS[-1])

    result = _look(instance)

    assert _asked(result) == []
    assert "no loaded day" in str(result.skip_reason)


def test_a_tvmaze_that_does_not_tell_is_no_failure_of_the_sensor(
    simulator: RunningSimulator, instance: dg.DagsterInstance
) -> None:
    simulator.set_faults([{"path": "/updates/shows", "fault": "status", "value": 503}])

    result = _look(instance)

    assert "answered 503" in str(result.skip_reason)
    assert len(simulator.ledger()) == 2


def test_a_look_does_not_wait_for_longer_than_its_tick_may_last(
    simulator: RunningSimulator, instance: dg.DagsterInstance, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resources, "HASTY", replace(resources.HASTY, slot_seconds=0.3))
    with closing(RateSlots(postgres_url, calls=20, window_seconds=WINDOW)) as slots:
        slots.pause(20)
    begun = time.monotonic()

    result = _look(instance)

    assert "was not sent" in str(result.skip_reason)
    assert time.monotonic() - begun < 5
    assert simulator.ledger() == []


def test_a_look_lasts_less_than_a_tick_may() -> None:
    limits = resources.HASTY
    one = limits.slot_seconds + limits.connect_seconds + limits.answer_seconds

    assert limits.tries * one + limits.retry_after_most_seconds < 55


@pytest.mark.parametrize("body", ["[]", "<html>", '{"1": 2'])
def test_what_is_no_object_is_no_news(simulator: RunningSimulator, instance: dg.DagsterInstance, body: str) -> None:
    simulator.set_faults([{"path": "/updates/shows", "fault": "body", "value": body}])

    result = _look(instance)

    assert "did not tell" in str(result.skip_reason)
