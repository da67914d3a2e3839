"""The sensor that takes the day's round to its end: what failed is asked for again, and casts when listings are there.

The schedule ``daily`` asks for listings once. Everything after that is read from what was materialized since, by
whatever run: a day's casts are asked for after its listings, so that they know its newest episodes; a failed day
later each time, for about nine hours. The next day's round takes the place of an unfinished one.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any, Self
from zoneinfo import ZoneInfo

import dagster as dg
import msgspec

from pipeline.automation.asking import MARKS, Attempts, is_under_way, read_loaded, request_days
from pipeline.automation.daily import DAILY_TAG, HOUR, list_round
from pipeline.automation.jobs import CASTS, CASTS_JOB, LISTINGS, LISTINGS_JOB
from pipeline.automation.messages import DAILY_FAILED, DAILY_SUCCEEDED
from pipeline.automation.told import count_rows
from pipeline.resources import EventLog
from pipeline.settings import CalendarSettings

MOST_ATTEMPTS = 24
PAGE = 1000  # materializations; a round may be a year and more
Loaded = Mapping[str, Mapping[date, int]]


class Round(msgspec.Struct, frozen=True):
    """A day's round: whose, since when, and what was asked for since."""

    today: date
    begun: datetime
    attempts: dict[str, Attempts] = {}
    is_done: bool = False
    is_told: bool = False  # that it was given up

    @classmethod
    def begin(cls, today: date, zone: ZoneInfo, now: datetime) -> Self:
        """Begin the round whose listings the schedule has just asked for, at its hour or by hand before it."""
        begun = min(datetime.combine(today, time(HOUR), zone), now)
        return cls(today, begun, {LISTINGS: Attempts().another(now)})

    @classmethod
    def decode(cls, cursor: str) -> Self:
        """Read the round out of the cursor."""
        return msgspec.json.decode(cursor, type=cls)

    def encode(self) -> str:
        """Write the round for the cursor."""
        return msgspec.json.encode(self).decode()

    def ask(self, group: str, now: datetime) -> Self:
        """Note that a group is being asked for."""
        made = self.attempts.get(group, Attempts())
        return msgspec.structs.replace(self, attempts={**self.attempts, group: made.another(now)})

    def has_given_up(self, group: str) -> bool:
        """Tell whether the group was asked for as often as it is."""
        return self.attempts.get(group, Attempts()).made >= MOST_ATTEMPTS

    def may_ask(self, group: str, now: datetime) -> bool:
        """Tell whether the group's next attempt is due."""
        return not self.has_given_up(group) and self.attempts.get(group, Attempts()).not_before <= now


def find_missing(days: set[date], loaded: Loaded, listed: set[date]) -> dict[str, set[date]]:
    """Find what a round lacks: listings, and casts that are not newer than the day's listings.

    ``loaded`` gives the number of each day's newest materialization in this round. Casts of a day that was never
    listed would only fail.
    """
    listings, casts = loaded[LISTINGS], loaded[CASTS]
    return {
        LISTINGS: days - set(listings),
        CASTS: {day for day in days & listed if casts.get(day, 0) <= listings.get(day, 0)},
    }


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
    loaded = {group: _read_newest(context.instance, mark, current.begun) for group, mark in MARKS.items()}
    days = set(list_round(settings, current.today))
    missing = find_missing(days, loaded, read_loaded(context.instance, LISTINGS))
    if not any(missing.values()):
        event_log.tell_once(DAILY_SUCCEEDED, _describe(context.instance, current, days))
        return _wait(msgspec.structs.replace(current, is_done=True), f"the round of {current.today} is done")
    for group, lacking in missing.items():
        if lacking and current.may_ask(group, now):
            requests = request_days(group, lacking, current.today, tags)
            return dg.SensorResult(run_requests=[*requests], cursor=current.ask(group, now).encode())
    given_up = all(current.has_given_up(group) for group, lacking in missing.items() if lacking)
    if given_up and not current.is_told:
        lost = sorted(set().union(*missing.values()))
        event_log.tell_once(DAILY_FAILED, {**_name(current), "days": [day.isoformat() for day in lost]})
        return _wait(msgspec.structs.replace(current, is_told=True), f"the round of {current.today} is given up")
    return _wait(current, "some days failed and are asked for again later")


def _name(current: Round) -> dict[str, Any]:
    return {"run_id": f"daily {current.today}", "daily": current.today.isoformat()}


def _describe(instance: dg.DagsterInstance, current: Round, days: set[date]) -> dict[str, Any]:
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


def _find_round(context: dg.SensorEvaluationContext, zone: ZoneInfo, now: datetime) -> Round | None:
    known = Round.decode(context.cursor) if context.cursor else None
    [(_, rounds)] = context.instance.get_run_tags(tag_keys=[DAILY_TAG]) or [(DAILY_TAG, set[str]())]
    newest = max(map(date.fromisoformat, rounds), default=None)
    if newest is None or (known and known.today >= newest):
        return known
    return Round.begin(newest, zone, now)


def _read_newest(instance: dg.DagsterInstance, mark: dg.AssetKey, since: datetime) -> dict[date, int]:
    newest: dict[date, int] = {}
    cursor, has_more = None, True
    wanted = dg.AssetRecordsFilter(asset_key=mark, after_timestamp=since.timestamp())
    while has_more:
        found = instance.fetch_materializations(wanted, limit=PAGE, cursor=cursor, ascending=True)
        cursor, has_more = found.cursor, found.has_more
        newest |= {date.fromisoformat(one.partition_key): one.storage_id for one in found.records if one.partition_key}
    return newest


def _wait(current: Round | None, reason: str) -> dg.SensorResult:
    return dg.SensorResult(skip_reason=reason, cursor=current.encode() if current else None)
