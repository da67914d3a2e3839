"""The sensor that looks every hour which shows TVMaze changed, and loads again just the days that hold one of them.

Days are outdated while a show in them changed after they were loaded, so whatever a look leaves, or fails, is the next
one's. At most four weeks of days a look, those near today and those that wait the longest, behind all other loads.
Their casts follow.
"""

from datetime import UTC, date, datetime, timedelta
from typing import ClassVar

import dagster as dg
import msgspec

from pipeline.automation.asking import Attempts, is_under_way
from pipeline.automation.jobs import CASTS_JOB, LISTINGS_JOB
from pipeline.automation.rounds import Round, ask_next, read_missing
from pipeline.partitions import read_today
from pipeline.resources import Updates
from pipeline.settings import CalendarSettings
from pipeline.story.updates import choose_days, choose_period
from pipeline.tvmaze.errors import TvmazeError

UPDATES_TAG = "tvsi/updates"  # when the look was
EVERY = timedelta(hours=1)  # TVMaze's edge repeats its answer for so long
MOST_DAYS = 28
BEHIND = {"dagster/priority": "-1"}


class UpdatesRound(Round, frozen=True, kw_only=True):
    """The days that one look asks for. What fails three times is left to the next look."""

    MOST_ATTEMPTS: ClassVar[int] = 3

    days: tuple[date, ...]


class Looks(msgspec.Struct, frozen=True):
    """When TVMaze last told what changed, when it may be asked again after it did not, and what is being loaded."""

    last: datetime | None = None
    attempts: Attempts = Attempts()
    round: UpdatesRound | None = None

    def is_due(self, now: datetime) -> bool:
        """Tell whether it is time for another look."""
        return self.attempts.not_before <= now and (self.last is None or now - self.last >= EVERY)


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
    settings = CalendarSettings.read()
    try:
        outdated = updates.find_outdated_days(choose_period(now - looks.last if looks.last else None))
    except TvmazeError as error:
        return _wait(Looks(looks.last, looks.attempts.another(now)), f"TVMaze did not tell what changed: {error}")
    today = read_today(settings)
    held = {day: age for day, age in outdated.items() if _is_partition(day, today, settings)}
    days = choose_days(held, today, MOST_DAYS)
    if not days:
        return _wait(Looks(now), "no loaded day holds a show that changed since")
    found = UpdatesRound(today=today, begun=now, days=tuple(days))
    return _follow(context, Looks(now, round=found), found, now)


def _follow(context: dg.SensorEvaluationContext, looks: Looks, current: UpdatesRound, now: datetime) -> dg.SensorResult:
    tags = {UPDATES_TAG: current.begun.isoformat(timespec="seconds"), **BEHIND}
    if is_under_way(context.instance.get_runs(dg.RunsFilter(tags={UPDATES_TAG: tags[UPDATES_TAG]}))):
        return _wait(looks, "what was asked for is loading")
    missing = read_missing(context.instance, set(current.days), current.begun)
    if current.is_given_up(missing):  # as it is where nothing is missing
        return _wait(Looks(looks.last), f"{len(current.days)} days were loaded again, or are left to the next look")
    if asked := ask_next(current, missing, tags, now):
        current, requests = asked
        return dg.SensorResult(run_requests=requests, cursor=_encode(Looks(looks.last, round=current)))
    return _wait(looks, "some days failed and are asked for again later")


def _is_partition(day: date, today: date, settings: CalendarSettings) -> bool:
    return settings.first_date <= day <= today + timedelta(settings.days_ahead)


def _wait(looks: Looks, reason: str) -> dg.SensorResult:
    return dg.SensorResult(skip_reason=reason, cursor=_encode(looks))


def _encode(looks: Looks) -> str:
    return msgspec.json.encode(looks).decode()
