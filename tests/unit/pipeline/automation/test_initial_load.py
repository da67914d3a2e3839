"""What the sensor of an empty store asks for, and when, by what is there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import dagster as dg
import pytest

from pipeline.automation.initial_load import INITIAL_LOAD_TAG, Plan, choose_days, initial_load
from pipeline.automation.jobs import CASTS, LISTINGS
from pipeline.definitions import defs
from pipeline.partitions import list_days
from pipeline.settings import CalendarSettings
from tests.unit.pipeline.calendars import TODAY

NOW = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC)
PLAN = Plan(TODAY, TODAY - timedelta(7), TODAY + timedelta(7))


def _loaded(listings: set[date], casts: set[date]) -> dict[str, set[date]]:
    return {LISTINGS: listings, CASTS: casts}


def test_an_empty_store_lacks_every_listing() -> None:
    assert choose_days(PLAN, _loaded(set(), set()), NOW) == (LISTINGS, set(list_days(PLAN.first, PLAN.last)))


def test_casts_come_when_all_listings_are_there() -> None:
    assert choose_days(PLAN, _loaded(PLAN.days, {TODAY}), NOW) == (CASTS, PLAN.days - {TODAY})


def test_casts_do_not_wait_for_a_listing_that_failed_and_is_put_off() -> None:
    asked = PLAN.ask(LISTINGS, NOW)
    there = PLAN.days - {TODAY}

    assert choose_days(asked, _loaded(there, set()), NOW) == (CASTS, there)


def test_a_failed_day_is_asked_for_again_later_each_time() -> None:
    plan, moment, waits = PLAN, NOW, []
    for _ in range(9):
        plan = plan.ask(LISTINGS, moment)
        wait = plan.attempts[LISTINGS].not_before - moment
        assert not plan.may_ask(LISTINGS, moment + wait - timedelta(seconds=1))
        assert plan.may_ask(LISTINGS, moment + wait)
        moment += wait
        waits.append(wait.total_seconds())

    assert waits == [30, 60, 120, 240, 480, 960, 1800, 1800, 1800]


def test_nothing_is_asked_for_when_all_is_there() -> None:
    assert choose_days(PLAN, _loaded(PLAN.days, PLAN.days), NOW) is None


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    """Give an instance in memory."""
    with dg.DagsterInstance.ephemeral() as made:
        yield made


def _look(instance: dg.DagsterInstance, cursor: str | None = None) -> dg.SensorResult:
    context = dg.build_sensor_context(instance=instance, cursor=cursor, definitions=defs)
    result = initial_load(context)
    assert isinstance(result, dg.SensorResult)
    return result


def _ranges(result: dg.SensorResult) -> list[tuple[str | None, int, int]]:
    def days_from_today(request: dg.RunRequest, end: str) -> int:
        return (date.fromisoformat(request.tags[f"dagster/asset_partition_range_{end}"]) - TODAY).days

    return [
        (request.job_name, days_from_today(request, "start"), days_from_today(request, "end"))
        for request in result.run_requests or ()
    ]


def _materialize(instance: dg.DagsterInstance, asset: str, days: list[date]) -> None:
    for day in days:
        instance.report_runless_asset_event(dg.AssetMaterialization(asset, partition=day.isoformat()))


def _all_days() -> list[date]:
    settings = CalendarSettings.read()
    return list_days(TODAY - timedelta(settings.initial_days), TODAY + timedelta(settings.days_ahead))


def test_the_first_look_asks_for_listings_today_first_then_back_then_ahead(instance: dg.DagsterInstance) -> None:
    result = _look(instance)

    assert _ranges(result) == [(LISTINGS, 0, 0), (LISTINGS, -7, -1), (LISTINGS, 1, 7)]


def test_nothing_more_is_asked_for_while_it_loads(instance: dg.DagsterInstance) -> None:
    first = _look(instance)
    instance.create_run_for_job(
        defs.resolve_job_def(LISTINGS), status=dg.DagsterRunStatus.STARTED, tags={INITIAL_LOAD_TAG: LISTINGS}
    )

    second = _look(instance, first.cursor)

    assert _ranges(second) == []
    assert second.cursor == first.cursor


def test_what_the_first_listing_loaded_is_not_asked_for_again(instance: dg.DagsterInstance) -> None:
    _materialize(instance, "schedule", [TODAY])

    assert _ranges(_look(instance)) == [(LISTINGS, -7, -1), (LISTINGS, 1, 7)]


def test_casts_are_asked_for_in_the_same_order(instance: dg.DagsterInstance) -> None:
    _materialize(instance, "schedule", _all_days())

    assert _ranges(_look(instance)) == [(CASTS, 0, 0), (CASTS, -7, -1), (CASTS, 1, 7)]


def test_the_days_stay_the_ones_of_the_first_look(instance: dg.DagsterInstance) -> None:
    days = list_days(TODAY - timedelta(32), TODAY - timedelta(30))
    result = _look(instance, Plan(days[1], days[0], days[2]).encode())

    asked = {request.tags["dagster/asset_partition_range_start"] for request in result.run_requests or ()}
    assert asked == {day.isoformat() for day in days}


def test_a_loaded_store_is_not_looked_at_again(instance: dg.DagsterInstance) -> None:
    for mark in ("schedule", "guest_cast"):
        _materialize(instance, mark, _all_days())
    done = _look(instance)

    with dg.DagsterInstance.ephemeral() as wiped:
        again = _look(wiped, done.cursor)

    assert _ranges(done) == _ranges(again) == []
    assert again.skip_reason is not None
    assert "are there" in str(again.skip_reason.skip_message)
