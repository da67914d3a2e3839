"""What is asked for after the schedule's listings: their casts, and again what failed, later each time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import dagster as dg
import pytest

from pipeline.automation.asking import Attempts
from pipeline.automation.daily import DAILY_TAG, list_round
from pipeline.automation.daily_round import DailyRound, daily_round
from pipeline.automation.jobs import CASTS, LISTINGS
from pipeline.automation.rounds import find_missing
from pipeline.definitions import defs
from pipeline.partitions import list_days
from pipeline.resources import EventLog
from pipeline.settings import CalendarSettings
from tests.unit.pipeline.calendars import TODAY

DAYS = list_round(CalendarSettings.read(), TODAY)
WHOLE = [(0, 0), (-3, -1), (1, 7)]
MOST_ATTEMPTS = DailyRound.MOST_ATTEMPTS
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    """Give an instance in memory."""
    with dg.DagsterInstance.ephemeral() as made:
        yield made


def _start(
    instance: dg.DagsterInstance, status: dg.DagsterRunStatus = dg.DagsterRunStatus.FAILURE, day: date = TODAY
) -> None:
    tags = {DAILY_TAG: day.isoformat()}
    instance.create_run_for_job(defs.resolve_job_def(LISTINGS), status=status, tags=tags)


def _materialize(instance: dg.DagsterInstance, asset: str, days: list[date]) -> None:
    for day in days:
        instance.report_runless_asset_event(dg.AssetMaterialization(asset, partition=day.isoformat()))


class Noted(EventLog):
    """Notes what operators would be told of."""

    def __init__(self) -> None:
        self.told: list[tuple[str, dict[str, Any]]] = []

    def tell_once(self, kind: str, told: dict[str, Any]) -> None:
        """Note it."""
        self.told.append((kind, told))


def _look(instance: dg.DagsterInstance, cursor: str | None, noted: EventLog | None = None) -> dg.SensorResult:
    resources = {"event_log": noted or Noted()}
    result = daily_round(
        dg.build_sensor_context(instance=instance, cursor=cursor, definitions=defs, resources=resources)
    )
    assert isinstance(result, dg.SensorResult)
    return result


def _cursor(*, made: int = 1, due: datetime = LONG_AGO, begun: datetime = LONG_AGO, is_done: bool = False) -> str:
    attempts = {LISTINGS: Attempts(made, due)}
    return DailyRound(today=TODAY, begun=begun, attempts=attempts, is_done=is_done).encode()


# A round whose failed listings may not be asked for again yet.
JUST_ASKED = _cursor(due=datetime.max.replace(tzinfo=UTC))


def _asked(result: dg.SensorResult) -> list[tuple[str | None, int, int]]:
    def days_from_today(request: dg.RunRequest, end: str) -> int:
        return (date.fromisoformat(request.tags[f"dagster/asset_partition_range_{end}"]) - TODAY).days

    return [
        (request.job_name, days_from_today(request, "start"), days_from_today(request, "end"))
        for request in result.run_requests or ()
    ]


def test_nothing_is_asked_for_before_the_first_round(instance: dg.DagsterInstance) -> None:
    _materialize(instance, "schedule", DAYS)

    assert _asked(_look(instance, None)) == []


def test_casts_wait_until_no_listing_is_loading(instance: dg.DagsterInstance) -> None:
    _start(instance, dg.DagsterRunStatus.SUCCESS)
    _start(instance, dg.DagsterRunStatus.STARTED)
    _materialize(instance, "schedule", DAYS)

    assert _asked(_look(instance, JUST_ASKED)) == []


def test_casts_follow_the_listings_in_runs_of_their_own(instance: dg.DagsterInstance) -> None:
    _start(instance, dg.DagsterRunStatus.SUCCESS)
    _materialize(instance, "schedule", DAYS)

    asked = _look(instance, JUST_ASKED)

    assert _asked(asked) == [(CASTS, *ends) for ends in WHOLE]
    assert {request.tags[DAILY_TAG] for request in asked.run_requests or ()} == {TODAY.isoformat()}


def test_one_failed_listing_holds_up_no_other_days_casts(instance: dg.DagsterInstance) -> None:
    _start(instance)
    _materialize(instance, "schedule", [day for day in DAYS if day != TODAY])

    assert _asked(_look(instance, JUST_ASKED)) == [(CASTS, *ends) for ends in WHOLE[1:]]


def test_casts_loaded_before_the_rounds_listings_are_asked_for_again(instance: dg.DagsterInstance) -> None:
    _start(instance)
    _materialize(instance, "guest_cast", DAYS)
    _materialize(instance, "schedule", [TODAY])

    assert _asked(_look(instance, JUST_ASKED)) == [(CASTS, 0, 0)]


def test_a_failed_listing_is_asked_for_again_when_it_is_due(instance: dg.DagsterInstance) -> None:
    _start(instance)
    _materialize(instance, "schedule", [day for day in DAYS if day != TODAY])

    first = _look(instance, _cursor())
    second = _look(instance, first.cursor)

    assert _asked(first) == [(LISTINGS, 0, 0)]
    assert _asked(second) == [(CASTS, *ends) for ends in WHOLE[1:]]


def test_what_another_load_brought_meanwhile_is_not_asked_for(instance: dg.DagsterInstance) -> None:
    _start(instance)
    for mark in ("schedule", "guest_cast"):
        _materialize(instance, mark, DAYS)

    done = _look(instance, _cursor())

    assert _asked(done) == _asked(_look(instance, done.cursor)) == []
    assert done.cursor is not None
    assert DailyRound.decode(done.cursor).is_done


def test_a_round_that_is_done_is_told_once_with_its_counts(instance: dg.DagsterInstance) -> None:
    noted = Noted()
    _start(instance)
    for mark, rows in (("schedule", 2), ("guest_cast", 3)):
        for _ in range(2):
            for day in DAYS:
                metadata = {"dagster/partition_row_count": rows}
                one = dg.AssetMaterialization(mark, partition=day.isoformat(), metadata=metadata)
                instance.report_runless_asset_event(one)

    _look(instance, _look(instance, _cursor(), noted).cursor, noted)

    [(kind, told)] = noted.told
    assert kind == "daily.succeeded"
    assert told["daily"] == TODAY.isoformat()
    assert told["days"] == [day.isoformat() for day in DAYS]
    assert told["counts"] == {"schedule": 2 * len(DAYS), "guest_cast": 3 * len(DAYS)}


def test_what_was_there_before_the_round_does_not_count(instance: dg.DagsterInstance) -> None:
    for mark in ("schedule", "guest_cast"):
        _materialize(instance, mark, DAYS)
    begun = datetime.now(UTC)
    _start(instance)

    assert _asked(_look(instance, _cursor(begun=begun))) == [(LISTINGS, *ends) for ends in WHOLE]


def test_a_day_that_fails_for_ever_is_given_up(instance: dg.DagsterInstance) -> None:
    _start(instance)

    assert _asked(_look(instance, _cursor(made=MOST_ATTEMPTS - 1))) == [(LISTINGS, *ends) for ends in WHOLE]
    assert _asked(_look(instance, _cursor(made=MOST_ATTEMPTS))) == []


def test_that_it_is_given_up_is_told_once_and_what_comes_later_is_still_followed(instance: dg.DagsterInstance) -> None:
    noted = Noted()
    _start(instance)
    _materialize(instance, "schedule", [day for day in DAYS if day != TODAY])
    _materialize(instance, "guest_cast", [day for day in DAYS if day != TODAY])

    first = _look(instance, _cursor(made=MOST_ATTEMPTS), noted)
    second = _look(instance, first.cursor, noted)
    assert "given up" in str(first.skip_reason)
    assert second.skip_reason == first.skip_reason
    _materialize(instance, "schedule", [TODAY])

    [(kind, told)] = noted.told
    assert (kind, told["days"]) == ("daily.failed", [TODAY.isoformat()])
    assert _asked(_look(instance, second.cursor, noted)) == [(CASTS, 0, 0)]


def test_the_next_days_round_begins_anew(instance: dg.DagsterInstance) -> None:
    _start(instance)
    attempts = {LISTINGS: Attempts(MOST_ATTEMPTS, LONG_AGO)}
    spent = DailyRound(today=TODAY - timedelta(1), begun=LONG_AGO, attempts=attempts, is_done=True)

    cursor = _look(instance, spent.encode()).cursor

    assert cursor is not None
    assert DailyRound.decode(cursor).today == TODAY
    assert DailyRound.decode(cursor).attempts[LISTINGS].made == 1


@pytest.mark.parametrize(("looked", "begun"), [(6, 6), (9, 6), (5, 5)])
def test_a_round_counts_from_six_or_from_when_it_was_started_by_hand_before(looked: int, begun: int) -> None:
    zone = ZoneInfo("America/New_York")

    made = DailyRound.begin(date(2024, 3, 10), zone, datetime(2024, 3, 10, looked, tzinfo=zone))

    assert made.begun == datetime(2024, 3, 10, begun, tzinfo=zone)


def test_a_run_of_an_older_round_that_is_started_again_changes_nothing(instance: dg.DagsterInstance) -> None:
    _start(instance)
    done = _cursor(is_done=True)
    _start(instance, day=TODAY - timedelta(1))

    assert _look(instance, done).cursor == done


def test_casts_are_due_only_where_a_listing_was_ever_loaded() -> None:
    days = set(list_days(date(2020, 12, 1), date(2020, 12, 3)))
    first, second, third = sorted(days)
    loaded = {LISTINGS: {first: 5}, CASTS: {first: 6}}

    missing = find_missing(days, loaded, {first, second})

    assert missing == {LISTINGS: {second, third}, CASTS: {second}}
