"""A run whose process is gone is ended; one whose process lives is left alone, however long it takes."""

from __future__ import annotations

import time
from collections.abc import Iterator

import dagster as dg
import pytest
from peewee import PostgresqlDatabase

from catalog.database import advisory_lock
from pipeline.automation.jobs import LISTINGS
from pipeline.automation.lost_runs import GRACE_SECONDS, lost_runs
from pipeline.definitions import defs
from pipeline.resources import run_lock


@pytest.fixture
def run_id(instance: dg.DagsterInstance) -> str:
    """Give a run that started longer ago than the grace."""
    run = instance.create_run_for_job(defs.resolve_job_def(LISTINGS))
    began = dg.DagsterEvent(dg.DagsterEventType.PIPELINE_START.value, LISTINGS, message="began")
    instance.report_dagster_event(began, run.run_id, timestamp=time.time() - GRACE_SECONDS - 1)
    return run.run_id


@pytest.fixture
def other_db(postgres_url: str) -> Iterator[PostgresqlDatabase]:
    """Give a second connection: another process's."""
    made = PostgresqlDatabase(postgres_url, prefer_psycopg3=True)
    with made.connection_context():
        yield made


def _look(instance: dg.DagsterInstance, db: PostgresqlDatabase, cursor: str | None = None) -> str | None:
    context = dg.build_sensor_context(instance=instance, cursor=cursor, resources={"database": db})
    result = lost_runs(context)
    assert isinstance(result, dg.SensorResult)
    return result.cursor


def _status(instance: dg.DagsterInstance, run_id: str) -> dg.DagsterRunStatus:
    run = instance.get_run_by_id(run_id)
    assert run is not None
    return run.status


def test_a_run_without_a_process_is_ended_at_the_second_look(
    instance: dg.DagsterInstance, db: PostgresqlDatabase, run_id: str
) -> None:
    cursor = _look(instance, db)
    assert _status(instance, run_id) == dg.DagsterRunStatus.STARTED

    _look(instance, db, cursor)

    assert _status(instance, run_id) == dg.DagsterRunStatus.FAILURE


def test_a_run_whose_process_lives_is_left_alone(
    instance: dg.DagsterInstance, db: PostgresqlDatabase, other_db: PostgresqlDatabase, run_id: str
) -> None:
    with advisory_lock(other_db, run_lock(run_id)):
        cursor = _look(instance, db)
        _look(instance, db, cursor)

        assert _status(instance, run_id) == dg.DagsterRunStatus.STARTED

    _look(instance, db, _look(instance, db))
    assert _status(instance, run_id) == dg.DagsterRunStatus.FAILURE


def test_looking_holds_no_lock_itself(
    instance: dg.DagsterInstance, db: PostgresqlDatabase, other_db: PostgresqlDatabase, run_id: str
) -> None:
    _look(instance, db)

    with advisory_lock(other_db, run_lock(run_id)):
        held = db.execute_sql("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted").fetchone()[0]
    assert held == 1


def test_a_run_that_has_just_started_has_time_to_connect(instance: dg.DagsterInstance, db: PostgresqlDatabase) -> None:
    run = instance.create_run_for_job(defs.resolve_job_def(LISTINGS))
    began = dg.DagsterEvent(dg.DagsterEventType.PIPELINE_START.value, LISTINGS, message="began")
    instance.report_dagster_event(began, run.run_id)

    _look(instance, db, _look(instance, db))

    assert _status(instance, run.run_id) == dg.DagsterRunStatus.STARTED
