"""The sensor that ends runs whose process is gone: a killed machine or code server leaves them "started" for ever.

Such a run would hold its pool, and every load behind it. A run's process holds an advisory lock as long as it
lives, wherever it runs; without the lock at two looks in a row, the run is reported as failed and retried.
"""

import time

import dagster as dg
import orjson
from peewee import PostgresqlDatabase

from catalog.database import lock_key
from pipeline.resources import run_lock

GRACE_SECONDS = 60  # from a run's start to its first connection
_IS_HELD = "SELECT NOT pg_try_advisory_lock({key})"
_RELEASE = "SELECT pg_advisory_unlock({key})"


def is_alive(db: PostgresqlDatabase, run_id: str) -> bool:
    """Tell whether some process holds a run's lock."""
    key, parameters = lock_key(run_lock(run_id))
    held: bool = db.execute_sql(_IS_HELD.format(key=key), parameters).fetchone()[0]
    if not held:
        db.execute_sql(_RELEASE.format(key=key), parameters)
    return held


@dg.sensor(minimum_interval_seconds=15, default_status=dg.DefaultSensorStatus.RUNNING, description=__doc__)
def lost_runs(context: dg.SensorEvaluationContext, database: dg.ResourceParam[PostgresqlDatabase]) -> dg.SensorResult:
    """End the runs that were without a process at the last look too, and note those that are now."""
    records = context.instance.get_run_records(dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTED]))
    oldest = time.time() - GRACE_SECONDS
    started = [record.dagster_run for record in records if record.start_time and record.start_time < oldest]
    lost = {run.run_id: run for run in started if not is_alive(database, run.run_id)}
    for run_id in set(orjson.loads(context.cursor or "[]")) & set(lost):
        context.instance.report_run_failed(lost[run_id], "The process of this run is gone.")
    return dg.SensorResult(
        skip_reason=f"{len(lost)} of {len(records)} started runs without a process",
        cursor=orjson.dumps([*lost]).decode(),
    )
