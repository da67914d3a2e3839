"""The sensor that looks every hour which shows TVMaze changed, and loads again just the days that hold one of them.

Days are outdated while a show in them changed after they were loaded, so whatever a look leaves, or fails, is the next
one's. At most four weeks of days a look, those near today and those that wait the longest, behind all other loads.
Their casts follow. A day that stays as it was although it was loaded, since what TVMaze lists is not believed, rests.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar, Self

import dagster as dg
import msgspec

from pipeline.automation.asking import Attempts, is_under_way
from pipeline.automation.jobs import CASTS, CASTS_JOB, LISTINGS, LISTINGS_JOB
from pipeline.automation.rounds import Round, ask_next, read_missing
from pipeline.partitions import read_today
from pipeline.resources import Updates
from pipeline.settings import CalendarSettings
from pipeline.story.updates import choose_days, choose_period
from pipeline.tvmaze.errors import TvmazeError

UPDATES_TAG = "tvsi/updates"  # when the look was
EVERY = timedelta(hours=1)  # TVMaze's edge repeats its answer for so long
MOST_DAYS = 28
REST = timedelta(hours=6)
BEHIND = {"dagster/priority": "-1"}


class UpdatesRound(Round, frozen=True, kw_only=True):
    """The days that one look asks for. What fails three times is left to the next look."""

    MOST_ATTEMPTS: ClassVar[int] = 3

    days: tuple[date, ...]


class Tried(msgspec.Struct, frozen=True):
    """When a day was asked for last, and how old what was stored of it was then."""

    at: datetime
    age: datetime


class Looks(msgspec.Struct, frozen=True):
    """When TVMaze last told what changed, when it may be asked again, what is being loaded, and what was.

    ``uncast`` are days whose listings were loaded and whose casts failed: no listing tells that they lack something.
    """

    last: datetime | None = None
    attempts: Attempts = Attempts()
    round: UpdatesRound | None = None
    tried: dict[date, Tried] = {}
    uncast: tuple[date, ...] = ()

    def is_due(self, now: datetime) -> bool:
        """Tell whether it is time for another look."""
        return self.attempts.not_before <= now and (self.last is None or now - self.last >= EVERY)

    def replace(self, **changes: Any) -> Self:
        """Give the looks with some of their facts changed."""
        return msgspec.structs.replace(self, **changes)

    def list_resting(self, outdated: Mapping[date, datetime], now: datetime) -> dict[date, Tried]:
        """List the days that were asked for not long ago, and are as old as they were."""
        return {
            day: tried for day, tried in self.tried.items() if outdated.get(day) == tried.age and now - tried.at < REST
        }


@dg.sensor(
    jobs=[LISTINGS_JOB, CASTS_JOB],
    minimum_interval_seconds=15,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description=__doc__,
)
def updates(context: dg.SensorEvaluationContext, updates: dg.ResourceParam[Updates]) -> dg.SensorResult:
    """Ask for what the last look found, or look again."""
    now = datetime.now(UTC)
    looks = msgspec.json.decode(context.cursor or "{}", type=Looks)
    if looks.round is not None:
        return _follow(context, looks, looks.round, now)
    if not looks.is_due(now):
        return _wait(looks, "nothing to load before the next look")
    try:
        outdated = updates.find_outdated_days(choose_period(now - looks.last if looks.last else None))
    except Exception as error:
        who = "TVMaze did not tell" if isinstance(error, TvmazeError) else "it could not be found out"
        context.log.warning("no look at updates", exc_info=error)
        return _wait(looks.replace(attempts=looks.attempts.another(now)), f"{who} what changed: {error}")
    return _begin(context, looks, outdated, now)


def _begin(
    context: dg.SensorEvaluationContext, looks: Looks, outdated: Mapping[date, datetime], now: datetime
) -> dg.SensorResult:
    settings = CalendarSettings.read()
    today, resting = read_today(settings), looks.list_resting(outdated, now)
    held = {day: age for day, age in outdated.items() if day not in resting and _is_partition(day, today, settings)}
    again = [day for day in looks.uncast if _is_partition(day, today, settings)][: MOST_DAYS // 2]
    others = {day: age for day, age in held.items() if day not in again}
    days = [*again, *choose_days(others, today, MOST_DAYS - len(again))]
    if not days:
        return _wait(Looks(now, tried=resting), "no loaded day holds a show that changed since, or it rests")
    found = UpdatesRound(today=today, begun=now, days=tuple(days))
    tried = resting | {day: Tried(now, held[day]) for day in days if day in held}
    return _follow(context, Looks(now, round=found, tried=tried), found, now)


def _follow(context: dg.SensorEvaluationContext, looks: Looks, current: UpdatesRound, now: datetime) -> dg.SensorResult:
    tags = {UPDATES_TAG: current.begun.isoformat(timespec="seconds"), **BEHIND}
    if is_under_way(context.instance.get_runs(dg.RunsFilter(tags={UPDATES_TAG: tags[UPDATES_TAG]}))):
        return _wait(looks, "what was asked for is loading")
    missing = read_missing(context.instance, set(current.days), current.begun)
    if current.is_given_up(missing):  # as it is where nothing is missing
        failed = missing[LISTINGS] | missing[CASTS]
        tried = {day: one for day, one in looks.tried.items() if day not in failed}
        uncast = tuple(sorted(missing[CASTS] - missing[LISTINGS]))
        told = f"{len(current.days) - len(failed)} days were loaded again, {len(failed)} are left to the next look"
        return _wait(looks.replace(round=None, tried=tried, uncast=uncast), told)
    if asked := ask_next(current, missing, tags, now):
        current, requests = asked
        return dg.SensorResult(run_requests=requests, cursor=_encode(looks.replace(round=current)))
    return _wait(looks, "some days failed and are asked for again later")


def _is_partition(day: date, today: date, settings: CalendarSettings) -> bool:
    return settings.first_date <= day <= today + timedelta(settings.days_ahead)


def _wait(looks: Looks, reason: str) -> dg.SensorResult:
    return dg.SensorResult(skip_reason=reason, cursor=_encode(looks))


def _encode(looks: Looks) -> str:
    return msgspec.json.encode(looks).decode()
