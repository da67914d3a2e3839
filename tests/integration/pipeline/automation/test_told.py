"""Every load becomes one event, however it was started; one that will be tried again is not told of."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import dagster as dg
import pytest
from peewee import PostgresqlDatabase

from catalog.events import record_event
from pipeline.automation.told import make_telling_sensors
from pipeline.checks import every_episode_has_its_show, index_equals_tables
from pipeline.definitions import GROUPS, defs
from pipeline.load import replace_listing
from pipeline.partitions import range_tags
from tests.factories import make_item, make_listing
from tests.fixtures.simulator import RunningSimulator
from tests.integration.pipeline.loads import Materialize, Materialized

DAY = date(2024, 3, 12)
SUCCEEDED, FAILED, CANCELLED = make_telling_sensors(GROUPS)
NO_WEB = {"path": "/schedule/web", "fault": "body", "value": []}


def _events(db: PostgresqlDatabase) -> list[tuple[str, dict[str, Any]]]:
    found: list[tuple[str, dict[str, Any]]] = db.execute_sql("SELECT type, payload FROM event ORDER BY id").fetchall()
    return found


def _tell(instance: dg.DagsterInstance, db: PostgresqlDatabase, loaded: Materialized) -> None:
    run = instance.get_run_by_id(loaded.result.run_id)
    assert run is not None
    kind = dg.DagsterEventType.PIPELINE_SUCCESS if loaded.is_success else dg.DagsterEventType.PIPELINE_FAILURE
    [ended] = [event for event in loaded.result.all_events if event.event_type == kind]
    context = dg.build_run_status_sensor_context(
        sensor_name="told",
        dagster_instance=instance,
        dagster_run=run,
        dagster_event=ended,
        resources={"database": db},
    )
    if loaded.is_success:
        SUCCEEDED(context)
    else:
        FAILED(context.for_run_failure())


def test_a_load_that_succeeds_is_told_with_its_days_and_counts(
    materialize: Materialize, simulator: RunningSimulator, instance: dg.DagsterInstance, db: PostgresqlDatabase
) -> None:
    simulator.set_faults([NO_WEB])
    loaded = materialize("listings", DAY, DAY + timedelta(1))

    _tell(instance, db, loaded)

    [(kind, told)] = _events(db)
    assert kind == "load.succeeded"
    assert told["groups"] == ["listings"]
    assert told["days"] == ["2024-03-12", "2024-03-13"]
    assert told["counts"]["schedule"] == db.execute_sql("SELECT count(*) FROM schedule").fetchone()[0]
    assert set(told["counts"]) == {"raw_schedule", "channel", "show", "episode", "schedule"}
    assert told["failed_checks"] == []


def test_a_load_that_was_not_wholly_believed_names_the_check(
    materialize: Materialize, simulator: RunningSimulator, instance: dg.DagsterInstance, db: PostgresqlDatabase
) -> None:
    simulator.set_faults([NO_WEB])
    materialize("listings", DAY)
    simulator.set_faults([{"path": "/schedule", "fault": "body", "value": []}, NO_WEB])

    _tell(instance, db, materialize("listings", DAY))

    [(_, told)] = _events(db)
    assert told["failed_checks"] == ["listings_not_shrunken"]


def test_a_load_that_fails_is_told_with_its_reason(
    materialize: Materialize, simulator: RunningSimulator, instance: dg.DagsterInstance, db: PostgresqlDatabase
) -> None:
    simulator.set_faults([{"path": "/schedule", "fault": "status", "value": 400}, NO_WEB])
    loaded = materialize("listings", DAY)

    _tell(instance, db, loaded)

    [(kind, told)] = _events(db)
    assert kind == "load.failed"
    assert told["days"] == ["2024-03-12"]
    assert told["reason"].startswith("1 of 1 days failed. 2024-03-12: /schedule?country=US")


def test_a_load_that_will_be_tried_again_is_not_told_of(
    materialize: Materialize, simulator: RunningSimulator, instance: dg.DagsterInstance, db: PostgresqlDatabase
) -> None:
    simulator.set_faults([{"path": "/schedule", "fault": "status", "value": 400}, NO_WEB])
    loaded = materialize("listings", DAY)
    instance.add_run_tags(loaded.result.run_id, {"dagster/will_retry": "true"})

    _tell(instance, db, loaded)

    assert _events(db) == []


def test_a_load_that_is_shown_to_the_sensor_again_is_told_once(
    materialize: Materialize, simulator: RunningSimulator, instance: dg.DagsterInstance, db: PostgresqlDatabase
) -> None:
    simulator.set_faults([NO_WEB])
    loads = [materialize("listings", DAY), materialize("listings", DAY)]

    for loaded in (*loads, *loads):
        _tell(instance, db, loaded)

    told = [(kind, payload["run_id"]) for kind, payload in _events(db)]
    assert told == [("load.succeeded", loaded.result.run_id) for loaded in loads]


def _cancel(instance: dg.DagsterInstance, db: PostgresqlDatabase, job: str) -> None:
    queued = instance.create_run_for_job(defs.resolve_job_def(job), tags=range_tags(DAY, DAY))
    CANCELLED(
        dg.build_run_status_sensor_context(
            sensor_name="told",
            dagster_instance=instance,
            dagster_run=queued,
            dagster_event=instance.report_run_canceled(queued),
            resources={"database": db},
        )
    )


def test_a_cancelled_load_is_told_as_failed(instance: dg.DagsterInstance, db: PostgresqlDatabase) -> None:
    _cancel(instance, db, "listings")

    [(kind, told)] = _events(db)
    assert kind == "load.failed"
    assert (told["days"], told["reason"]) == (["2024-03-12"], "cancelled")


def test_a_cancelled_run_that_is_no_load_is_not_told_of(instance: dg.DagsterInstance, db: PostgresqlDatabase) -> None:
    _cancel(instance, db, "checks")

    assert _events(db) == []


def _check(instance: dg.DagsterInstance, db: PostgresqlDatabase, *more: dg.AssetChecksDefinition) -> Materialized:
    checks = [every_episode_has_its_show, *more]
    alone = dg.Definitions(
        assets=[dg.AssetSpec("episode"), dg.AssetSpec("episodes")],
        asset_checks=checks,
        jobs=[dg.define_asset_job("checks", dg.AssetSelection.checks(*checks))],
        resources={"database": db},
        executor=dg.in_process_executor,
    )
    job = alone.resolve_job_def("checks")
    return Materialized(job.execute_in_process(instance=instance, raise_on_error=False))


def test_checks_that_fail_are_told_with_what_they_found(
    materialize: Materialize, simulator: RunningSimulator, instance: dg.DagsterInstance, db: PostgresqlDatabase
) -> None:
    simulator.set_faults([NO_WEB])
    materialize("listings", DAY)
    _tell(instance, db, _check(instance, db))
    assert _events(db) == []
    [[show]] = db.execute_sql("UPDATE show SET network_id = -1 WHERE id = (SELECT min(id) FROM show) RETURNING id")

    _tell(instance, db, _check(instance, db))

    [(kind, told)] = _events(db)
    assert kind == "checks.failed"
    assert told["failed_checks"] == {"every_episode_has_its_show": f"without what they name: show {show}"}


def test_checks_that_could_not_be_made_are_told_beside_those_that_failed(
    instance: dg.DagsterInstance, db: PostgresqlDatabase, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TVSI_POSTGRES_URL", postgres_url)
    monkeypatch.setenv("TVSI_ELASTICSEARCH_URL", "http://127.0.0.1:9")
    replace_listing(db, make_listing(make_item(11)))
    db.execute_sql("UPDATE show SET network_id = -1")
    checked = _check(instance, db, index_equals_tables)
    assert not checked.is_success

    _tell(instance, db, checked)
    _tell(instance, db, checked)

    [(kind, told)] = _events(db)
    assert kind == "checks.failed"
    assert told["failed_checks"].pop("every_episode_has_its_show") == "without what they name: show 1"
    [(name, reason)] = told["failed_checks"].items()
    assert "index_equals_tables" in name
    assert reason.startswith("could not be made: ")
    assert "Connection" in reason


@pytest.mark.parametrize(("days", "is_kept"), [(6, True), (8, False)])
def test_events_are_kept_for_a_week(db: PostgresqlDatabase, days: int, is_kept: bool) -> None:  # noqa: FBT001 - a case
    then = datetime.now(UTC) - timedelta(days=days)
    db.execute_sql("INSERT INTO event (type, payload, created_at) VALUES ('load.failed', '{}', %s)", (then,))

    record_event(db, "load.succeeded", {"days": ["2024-03-12"]})

    kinds = [kind for kind, _ in _events(db)]
    assert kinds == (["load.failed", "load.succeeded"] if is_kept else ["load.succeeded"])
