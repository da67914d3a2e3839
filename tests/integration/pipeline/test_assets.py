"""Days materialized through the real assets: counts, checks and calls as Dagster is told of them."""

from __future__ import annotations

import logging
from datetime import date, timedelta
from typing import Any

import dagster as dg
from peewee import PostgresqlDatabase

from tests.fixtures.simulator import RunningSimulator
from tests.integration.pipeline.loads import Materialize, Materialized
from tests.unit.pipeline.tvmaze.wire import episode

DAY = date(2024, 3, 12)
LISTINGS = ("raw_schedule", "channel", "show", "episode", "schedule")
CASTS = ("raw_cast", "raw_guest_cast", "person", "role", "show_cast", "guest_cast")
US = "/schedule?country=US*"
# A third of a day, where only the calls matter.
NO_WEB = [{"path": "/schedule/web", "fault": "body", "value": []}]


def _count(db: PostgresqlDatabase, statement: str, *parameters: Any) -> int:
    found: int = db.execute_sql(statement, parameters).fetchone()[0]
    return found


def _row_counts(db: PostgresqlDatabase, *tables: str) -> dict[str, int]:
    return {table: _count(db, f"SELECT count(*) FROM {table}") for table in tables}


def test_an_ordinary_day_fills_the_tables_and_tells_true_counts(
    materialize: Materialize, db: PostgresqlDatabase
) -> None:
    loaded = materialize("listings", DAY)

    assert loaded.is_success
    assert loaded.failed_checks() == loaded.failed_checks(dg.AssetCheckSeverity.WARN) == {}
    told = {asset: loaded.metadata(asset, DAY)["dagster/partition_row_count"] for asset in LISTINGS}
    assert told == _row_counts(db, "channel", "show", "episode", "schedule") | {"raw_schedule": 3}
    assert told["schedule"] > 100


def test_each_feed_has_its_outcome_and_its_rows(materialize: Materialize, db: PostgresqlDatabase) -> None:
    told = materialize("listings", DAY).metadata("schedule", DAY)

    for feed in ("us", "us_web", "global_web"):
        assert told[f"{feed}_outcome"] == "replaced"
        assert told[f"{feed}_rows"] == _count(db, "SELECT count(*) FROM schedule WHERE feed = %s", feed) > 0


def test_casts_fill_the_tables_and_tell_true_counts(materialize: Materialize, db: PostgresqlDatabase) -> None:
    materialize("listings", DAY)

    loaded = materialize("casts", DAY)

    assert loaded.is_success
    tables = _row_counts(db, "person", "role", "show_cast")
    assert {asset: loaded.metadata(asset, DAY)["dagster/partition_row_count"] for asset in tables} == tables
    guests = loaded.metadata("guest_cast", DAY)["dagster/partition_row_count"]
    assert 0 < guests <= _count(db, "SELECT count(*) FROM guest_cast")


def test_casts_without_their_listings_say_so(materialize: Materialize) -> None:
    loaded = materialize("casts", DAY)

    assert not loaded.is_success
    assert "its listings are not loaded yet" in loaded.failure()


def test_the_calls_of_a_cold_load_are_the_planned_ones(materialize: Materialize, simulator: RunningSimulator) -> None:
    simulator.set_faults(NO_WEB)
    last = DAY + timedelta(1)
    listings = materialize("listings", DAY, last).metadata("schedule", DAY)
    casts = materialize("casts", DAY, last).metadata("guest_cast", DAY)

    calls = simulator.ledger()
    assert listings["run_planned_calls"] == listings["run_calls"] == 6
    assert casts["run_planned_calls"] == casts["run_calls"] == len(calls) - 6
    assert {call["status"] for call in calls} == {200}
    assert casts["run_throttled"] == casts["run_retries"] == 0
    shows = [call["path"] for call in calls if call["path"].startswith("/shows/")]
    assert len(shows) == len(set(shows)) > 20


def test_a_second_load_costs_three_calls_and_writes_nothing(
    materialize: Materialize, simulator: RunningSimulator, db: PostgresqlDatabase
) -> None:
    simulator.set_faults(NO_WEB)
    for group in ("listings", "casts"):
        materialize(group, DAY)
    simulator.clear_ledger()
    before = _read_writes(db)

    again = [materialize(group, DAY) for group in ("listings", "casts")]

    after = _read_writes(db)
    assert all(loaded.is_success for loaded in again)
    assert len(simulator.ledger()) == 3
    written = {table for table in after if after[table] != before[table]}
    assert written == {"listing_load", "rate_slot"}


def _read_writes(db: PostgresqlDatabase) -> dict[str, int]:
    # A backend tells its counts at the end of a transaction, at most once a second unless it is asked to.
    db.execute_sql("SELECT pg_stat_force_next_flush()")
    db.execute_sql("SELECT pg_stat_clear_snapshot()")
    found = db.execute_sql("SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_user_tables")
    return dict(found.fetchall())


def test_a_listing_that_loses_its_few_rows_is_warned_of_in_the_log(
    materialize: Materialize, simulator: RunningSimulator, instance: dg.DagsterInstance
) -> None:
    simulator.set_faults([{"path": US, "fault": "body", "value": [episode(id=1), episode(id=2)]}, *NO_WEB])
    loaded = materialize("listings", DAY)
    simulator.set_faults([{"path": US, "fault": "body", "value": []}, *NO_WEB])

    emptied = materialize("listings", DAY)

    assert _read_warnings(instance, loaded) == []
    [warning] = _read_warnings(instance, emptied)
    assert "us replaced, 0 rows (+0 -2): all 2 rows are gone" in warning


def _read_warnings(instance: dg.DagsterInstance, loaded: Materialized) -> list[str]:
    logged = instance.all_logs(loaded.result.run_id)
    return [entry.user_message for entry in logged if entry.level == logging.WARNING]


def test_a_run_of_two_days_tells_of_each_day_by_itself(materialize: Materialize, db: PostgresqlDatabase) -> None:
    days = [DAY, DAY + timedelta(1)]

    loaded = materialize("listings", *days)

    told = [loaded.metadata("schedule", day)["dagster/partition_row_count"] for day in days]
    assert told == [_count(db, "SELECT count(*) FROM schedule WHERE date = %s", day) for day in days]
    assert told[0] != told[1]


def test_an_empty_day_is_a_day(materialize: Materialize, simulator: RunningSimulator, db: PostgresqlDatabase) -> None:
    simulator.set_faults([{"path": "/schedule*", "fault": "body", "value": []}])

    listings, casts = materialize("listings", DAY), materialize("casts", DAY)

    assert listings.is_success
    assert casts.is_success
    assert listings.failed_checks() == {}
    assert listings.metadata("schedule", DAY)["dagster/partition_row_count"] == 0
    assert _count(db, "SELECT count(*) FROM listing_load") == 3


def test_a_malformed_item_is_set_aside_with_a_warning(
    materialize: Materialize, simulator: RunningSimulator, db: PostgresqlDatabase
) -> None:
    simulator.set_faults([{"path": US, "fault": "body", "value": [{"id": 1, "name": 7}]}])

    loaded = materialize("listings", DAY)

    assert loaded.is_success
    assert loaded.failed_checks() == {}
    assert loaded.failed_checks(dg.AssetCheckSeverity.WARN) == {"no_item_quarantined": f"malformed items: {DAY} (1)"}
    assert _count(db, "SELECT count(*) FROM quarantine") == 1
    assert loaded.metadata("schedule", DAY)["us_web_rows"] > 0


def test_a_listing_full_of_malformed_items_is_left_alone(
    materialize: Materialize, simulator: RunningSimulator, db: PostgresqlDatabase
) -> None:
    materialize("listings", DAY)
    before = _row_counts(db, "schedule", "episode")
    simulator.set_faults([{"path": US, "fault": "body", "value": [{"id": number} for number in range(1, 9)]}])

    loaded = materialize("listings", DAY)

    assert loaded.is_success
    assert loaded.failed_checks() == {"listings_not_blocked": f"left alone: us {DAY}"}
    assert _row_counts(db, "schedule", "episode") == before


def test_a_shrunken_listing_fails_its_check_until_it_is_accepted(
    materialize: Materialize, simulator: RunningSimulator, db: PostgresqlDatabase
) -> None:
    whole = materialize("listings", DAY).metadata("schedule", DAY)["us_web_rows"]
    simulator.set_faults([{"path": "/schedule?*", "fault": "body", "value": []}])

    doubted = materialize("listings", DAY)

    assert doubted.is_success
    assert doubted.failed_checks() == {"listings_not_shrunken": f"not believed: us {DAY}"}
    assert _count(db, "SELECT count(*) FROM schedule WHERE feed = 'us'") > 0
    simulator.set_faults([{"path": "/schedule?*", "fault": "body", "value": []}])

    believed = materialize("listings", DAY, accept_shrunk=True)

    assert believed.failed_checks() == {}
    assert _count(db, "SELECT count(*) FROM schedule WHERE feed = 'us'") == 0
    assert believed.metadata("schedule", DAY)["us_web_rows"] == whole


def test_a_listing_that_is_still_doubted_is_warned_of_by_later_runs(
    materialize: Materialize, simulator: RunningSimulator
) -> None:
    materialize("listings", DAY)
    simulator.set_faults([{"path": "/schedule?*", "fault": "body", "value": []}])
    materialize("listings", DAY)
    simulator.set_faults([])

    other = materialize("listings", DAY + timedelta(1))

    assert other.failed_checks() == {}
    warned = other.failed_checks(dg.AssetCheckSeverity.WARN)
    assert warned == {"listings_not_shrunken": f"still not believed from earlier: us {DAY}"}


def test_a_day_that_cannot_be_had_leaves_the_others_loaded(
    materialize: Materialize,
    simulator: RunningSimulator,
    instance: dg.DagsterInstance,
    db: PostgresqlDatabase,
) -> None:
    days = [DAY + timedelta(number) for number in range(3)]
    bad = f"/schedule?country=US&date={days[1]}"
    simulator.set_faults([{"path": bad, "fault": "status", "value": {"status": 400, "body": {"message": "no"}}}])

    loaded = materialize("listings", days[0], days[-1])

    assert not loaded.is_success
    assert loaded.failure().startswith(f"1 of 3 days failed. {days[1]}: /schedule?country=US")
    there = {days[0].isoformat(), days[2].isoformat()}
    assert all(instance.get_materialized_partitions(dg.AssetKey(asset)) == there for asset in LISTINGS)
    assert loaded.metadata("schedule", days[2])["dagster/partition_row_count"] > 0
    assert _count(db, "SELECT count(*) FROM listing_load WHERE date = %s", days[1]) == 2


def test_progress_is_told_while_a_run_goes_on(materialize: Materialize) -> None:
    loaded = materialize("listings", DAY, DAY + timedelta(1))

    told = [
        (event.partition, event.asset_observation_data.asset_observation.metadata["calls"].value)
        for event in loaded.result.all_events
        if event.is_asset_observation
    ]
    assert told == [((DAY + timedelta(1)).isoformat(), 3), (DAY.isoformat(), 6)]
