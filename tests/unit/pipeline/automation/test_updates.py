"""What the looks at TVMaze's updates ask for: outdated days and nothing else, once, behind all other loads."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import dagster as dg
import msgspec
import pytest

from pipeline.automation.asking import Attempts
from pipeline.automation.jobs import CASTS, LISTINGS
from pipeline.automation.updates import BEHIND, EVERY, MOST_DAYS, UPDATES_TAG, Looks, updates
from pipeline.definitions import defs
from pipeline.partitions import list_days
from pipeline.resources import Updates
from pipeline.settings import CalendarSettings
from pipeline.tvmaze.errors import TvmazeUnavailable
from tests.unit.pipeline.calendars import TODAY

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
DAYS = [TODAY - timedelta(days) for days in (400, 30, 2, 0)]


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    """Give an instance in memory, in which these days were loaded once."""
    with dg.DagsterInstance.ephemeral() as made:
        for mark in ("schedule", "guest_cast"):
            _materialize(made, mark, DAYS)
        yield made


class Told(Updates):
    """Says which days are outdated, and notes what it was asked."""

    def __init__(self, *days: date, error: Exception | None = None) -> None:
        self.days, self.error = days, error
        self.age = LONG_AGO
        self.asked: list[str | None] = []

    def find_outdated_days(self, period: str | None) -> dict[date, datetime]:
        """Give them."""
        self.asked.append(period)
        if self.error:
            raise self.error
        return dict.fromkeys(self.days, self.age)


def _materialize(instance: dg.DagsterInstance, asset: str, days: list[date]) -> None:
    for day in days:
        instance.report_runless_asset_event(dg.AssetMaterialization(asset, partition=day.isoformat()))


def _look(instance: dg.DagsterInstance, told: Told, cursor: str | None = None) -> tuple[dg.SensorResult, str]:
    context = dg.build_sensor_context(instance=instance, cursor=cursor, definitions=defs, resources={"updates": told})
    result = updates(context)
    assert isinstance(result, dg.SensorResult)
    assert result.cursor is not None
    return result, result.cursor


def _asked(result: dg.SensorResult) -> list[tuple[str | None, date, date]]:
    def read(request: dg.RunRequest, end: str) -> date:
        return date.fromisoformat(request.tags[f"dagster/asset_partition_range_{end}"])

    return [(request.job_name, read(request, "start"), read(request, "end")) for request in result.run_requests or ()]


def _later(cursor: str, gone: timedelta) -> str:
    looks = msgspec.json.decode(cursor, type=Looks)
    assert looks.last is not None
    return msgspec.json.encode(msgspec.structs.replace(looks, last=looks.last - gone)).decode()


def test_just_the_outdated_days_are_asked_for_behind_all_other_loads(instance: dg.DagsterInstance) -> None:
    result, _ = _look(instance, Told(DAYS[0], DAYS[2]))

    assert _asked(result) == [(LISTINGS, DAYS[2], DAYS[2]), (LISTINGS, DAYS[0], DAYS[0])]
    for request in result.run_requests or ():
        assert request.tags.items() >= BEHIND.items()
        assert UPDATES_TAG in request.tags


def test_casts_follow_the_listings_and_then_the_look_is_done(instance: dg.DagsterInstance) -> None:
    told = Told(DAYS[2])
    _, cursor = _look(instance, told)
    _materialize(instance, "schedule", [DAYS[2]])

    casts, cursor = _look(instance, told, cursor)
    _materialize(instance, "guest_cast", [DAYS[2]])
    done, cursor = _look(instance, told, cursor)

    assert _asked(casts) == [(CASTS, DAYS[2], DAYS[2])]
    assert _asked(done) == []
    assert msgspec.json.decode(cursor, type=Looks).round is None
    assert told.asked == [None], "TVMaze was asked once"


def test_while_its_runs_go_on_nothing_is_asked(instance: dg.DagsterInstance) -> None:
    told = Told(DAYS[2])
    result, cursor = _look(instance, told)
    (request,) = result.run_requests or ()
    instance.create_run_for_job(
        defs.resolve_job_def(LISTINGS), status=dg.DagsterRunStatus.STARTED, tags=dict(request.tags)
    )

    waiting, _ = _look(instance, told, cursor)

    assert _asked(waiting) == []


def test_it_looks_once_an_hour(instance: dg.DagsterInstance) -> None:
    told = Told()
    _, cursor = _look(instance, told)

    _, cursor = _look(instance, told, cursor)
    _look(instance, told, _later(cursor, EVERY))

    assert told.asked == [None, "day"]


@pytest.mark.parametrize(
    "error", [TvmazeUnavailable("/updates/shows", "answered 503 (after 2 tries)"), KeyError("503")], ids=str
)
def test_a_look_that_fails_is_tried_again_later_each_time(instance: dg.DagsterInstance, error: Exception) -> None:
    away = Told(error=error)
    result, cursor = _look(instance, away)

    _look(instance, away, cursor)

    assert "503" in str(result.skip_reason)
    assert away.asked == [None], "not at once"
    assert msgspec.json.decode(cursor, type=Looks).last is None, "nothing was learnt, so nothing is skipped"


def _look_and_load(instance: dg.DagsterInstance, told: Told, cursor: str | None) -> tuple[list[date], str]:
    """Look, load what is asked for, and give the days and the cursor after that."""
    result, cursor = _look(instance, told, cursor)
    days = [first for _, first, _ in _asked(result)]
    for mark in ("schedule", "guest_cast"):
        _materialize(instance, mark, days)
    return days, _look(instance, told, cursor)[1]


def test_a_day_that_stays_as_it_is_though_it_was_loaded_rests_for_six_hours(instance: dg.DagsterInstance) -> None:
    told, cursor = Told(DAYS[2]), None
    asked = []
    for _ in range(8):
        days, cursor = _look_and_load(instance, told, cursor)
        asked.append(len(days))
        looks = msgspec.json.decode(cursor, type=Looks)
        assert looks.last is not None
        rested = {day: msgspec.structs.replace(one, at=one.at - EVERY) for day, one in looks.tried.items()}
        cursor = msgspec.json.encode(looks.replace(last=looks.last - EVERY, tried=rested)).decode()

    assert asked == [1, 0, 0, 0, 0, 0, 1, 0]


def test_a_day_whose_casts_failed_is_taken_again_though_its_listings_are_new(instance: dg.DagsterInstance) -> None:
    told = Told(DAYS[2])
    _, cursor = _look(instance, told)
    _materialize(instance, "schedule", [DAYS[2]])
    _, cursor = _look(instance, told, cursor)
    looks = msgspec.json.decode(cursor, type=Looks)
    assert looks.round is not None
    spent = looks.round.replace(attempts={CASTS: Attempts(3, LONG_AGO)})
    told.days = ()

    given_up, cursor = _look(instance, told, msgspec.json.encode(looks.replace(round=spent)).decode())
    again, _ = _look(instance, told, _later(cursor, EVERY))

    assert "1 are left to the next look" in str(given_up.skip_reason)
    assert _asked(again) == [(LISTINGS, DAYS[2], DAYS[2])]


def test_a_day_that_became_newer_and_is_outdated_again_does_not_rest(instance: dg.DagsterInstance) -> None:
    told = Told(DAYS[2])
    _, cursor = _look_and_load(instance, told, None)
    told.age += EVERY

    assert _look_and_load(instance, told, _later(cursor, EVERY))[0] == [DAYS[2]]


def test_a_day_that_fails_is_left_to_the_next_look_after_three_tries(instance: dg.DagsterInstance) -> None:
    told = Told(DAYS[2])
    asked = []
    result, cursor = _look(instance, told)
    while _asked(result):
        asked += [job for job, *_ in _asked(result)]
        looks = msgspec.json.decode(cursor, type=Looks)
        assert looks.round is not None
        due = {
            group: msgspec.structs.replace(made, not_before=LONG_AGO) for group, made in looks.round.attempts.items()
        }
        overdue = msgspec.structs.replace(looks, round=looks.round.replace(attempts=due))
        result, cursor = _look(instance, told, msgspec.json.encode(overdue).decode())

    assert asked == [LISTINGS] * 3 + [CASTS] * 3
    looks = msgspec.json.decode(cursor, type=Looks)
    assert (looks.round, looks.tried) == (None, {}), "what failed does not rest"


def test_days_that_are_no_partition_are_left_alone(instance: dg.DagsterInstance) -> None:
    settings = CalendarSettings.read()
    outside = (settings.first_date - timedelta(1), TODAY + timedelta(settings.days_ahead + 1))

    result, _ = _look(instance, Told(*outside, DAYS[2]))

    assert _asked(result) == [(LISTINGS, DAYS[2], DAYS[2])]


def test_a_look_takes_four_weeks_of_days_at_most(instance: dg.DagsterInstance) -> None:
    result, _ = _look(instance, Told(*list_days(TODAY - timedelta(200), TODAY)))

    asked = [day for _, first, last in _asked(result) for day in list_days(first, last)]
    assert len(asked) == len(set(asked)) == MOST_DAYS
