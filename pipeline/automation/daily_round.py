"""The sensor that takes the day's round to its end: what failed is asked for again, and casts when listings are there.

The schedule ``daily`` asks for listings once. Everything after that is read from what was materialized since, by
whatever run: a day's casts are asked for after its listings, so that they know its newest episodes; a failed day
later each time, for about nine hours. The next day's round takes the place of an unfinished one.
"""

from datetime import UTC, date, datetime, time
from typing import Any, Self
from zoneinfo import ZoneInfo

import dagster as dg

from pipeline.automation.asking import MARKS, Attempts, is_under_way
from pipeline.automation.daily import DAILY_TAG, list_round
from pipeline.automation.jobs import CASTS_JOB, LISTINGS, LISTINGS_JOB
from pipeline.automation.messages import DAILY_FAILED, DAILY_SUCCEEDED
from pipeline.automation.rounds import Round, ask_next, read_missing
from pipeline.automation.told import count_rows
from pipeline.partitions import DAILY_HOUR
from pipeline.resources import EventLog
from pipeline.settings import CalendarSettings


class DailyRound(Round, frozen=True, kw_only=True):
    """A day's round, and whether it was told that it is given up."""

    is_told: bool = False

    @classmethod
    def begin(cls, today: date, zone: ZoneInfo, now: datetime) -> Self:
        """Begin the round whose listings the schedule has just asked for, at its hour or by hand before it."""
        begun = min(datetime.combine(today, time(DAILY_HOUR), zone), now)
        return cls(today=today, begun=begun, attempts={LISTINGS: Attempts().another(now)})


@dg.sensor(
    jobs=[LISTINGS_JOB, CASTS_JOB],
    minimum_interval_seconds=5,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description=__doc__,
)
def daily_round(context: dg.SensorEvaluationContext, event_log: dg.ResourceParam[EventLog]) -> dg.SensorResult:
    """Ask for what the newest round lacks."""
    now = datetime.now(UTC)
    settings = CalendarSettings.read()
    current = _find_round(context, settings.zone, now)
    if current is None or current.is_done:
        return _wait(current, "no round is unfinished")
    tags = {DAILY_TAG: current.today.isoformat()}
    if is_under_way(context.instance.get_runs(dg.RunsFilter(tags=tags))):
        return _wait(current, "what was asked for is loading")
    days = set(list_round(settings, current.today))
    missing = read_missing(context.instance, days, current.begun)
    if not any(missing.values()):
        event_log.tell_once(DAILY_SUCCEEDED, _describe(context.instance, current, days))
        return _wait(current.replace(is_done=True), f"the round of {current.today} is done")
    if asked := ask_next(current, missing, tags, now):
        current, requests = asked
        return dg.SensorResult(run_requests=requests, cursor=current.encode())
    if current.is_given_up(missing):
        if not current.is_told:
            lost = sorted(set().union(*missing.values()))
            event_log.tell_once(DAILY_FAILED, {**_name(current), "days": [day.isoformat() for day in lost]})
        return _wait(current.replace(is_told=True), f"the round of {current.today} is given up")
    return _wait(current, "some days failed and are asked for again later")


def _name(current: DailyRound) -> dict[str, Any]:
    return {"run_id": f"daily {current.today}", "daily": current.today.isoformat()}


def _describe(instance: dg.DagsterInstance, current: DailyRound, days: set[date]) -> dict[str, Any]:
    counts = {mark.to_user_string(): _count_rows(instance, mark, days) for mark in MARKS.values()}
    return {**_name(current), "days": [day.isoformat() for day in sorted(days)], "counts": counts}


def _count_rows(instance: dg.DagsterInstance, mark: dg.AssetKey, days: set[date]) -> int:
    """Sum up the rows of these days, each as its newest materialization counted them."""
    newest = [found for day in days if (found := _find_newest(instance, mark, day))]
    return sum(count_rows(newest).values())


def _find_newest(instance: dg.DagsterInstance, mark: dg.AssetKey, day: date) -> dg.AssetMaterialization | None:
    wanted = dg.AssetRecordsFilter(asset_key=mark, asset_partitions=[day.isoformat()])
    records = instance.fetch_materializations(wanted, limit=1).records
    return records[0].asset_materialization if records else None


def _find_round(context: dg.SensorEvaluationContext, zone: ZoneInfo, now: datetime) -> DailyRound | None:
    known = DailyRound.decode(context.cursor) if context.cursor else None
    [(_, rounds)] = context.instance.get_run_tags(tag_keys=[DAILY_TAG]) or [(DAILY_TAG, set[str]())]
    newest = max(map(date.fromisoformat, rounds), default=None)
    if newest is None or (known and known.today >= newest):
        return known
    return DailyRound.begin(newest, zone, now)


def _wait(current: DailyRound | None, reason: str) -> dg.SensorResult:
    return dg.SensorResult(skip_reason=reason, cursor=current.encode() if current else None)
