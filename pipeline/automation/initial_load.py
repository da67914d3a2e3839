"""The sensor that fills an empty store: today's listings, then back, then ahead, then the casts in that order.

It fixes its days once and keeps them in its cursor, asks only for days never materialized, and again after
failures, later each time. Which days exist is said in ``pipeline.partitions``.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import dagster as dg
import msgspec

from pipeline.automation.asking import MARKS, Attempts, is_under_way, read_loaded, request_days
from pipeline.automation.jobs import CASTS, CASTS_JOB, LISTINGS, LISTINGS_JOB
from pipeline.partitions import list_days, read_today
from pipeline.settings import CalendarSettings

INITIAL_LOAD_TAG = "tvsi/initial_load"


class Plan(msgspec.Struct, frozen=True):
    """The days to load, fixed on the first look, and what was asked for since."""

    today: date
    first: date
    last: date
    attempts: dict[str, Attempts] = {}
    is_done: bool = False

    @classmethod
    def fix(cls, settings: CalendarSettings) -> Plan:
        """Take the past days and those ahead, as seen today."""
        today = read_today(settings)
        first = max(today - timedelta(settings.initial_days), settings.first_date)
        return cls(today, first, today + timedelta(settings.days_ahead))

    @classmethod
    def decode(cls, cursor: str) -> Plan:
        """Read the plan out of the cursor."""
        return msgspec.json.decode(cursor, type=cls)

    def encode(self) -> str:
        """Write the plan for the cursor."""
        return msgspec.json.encode(self).decode()

    @property
    def days(self) -> set[date]:
        """All days of the plan."""
        return set(list_days(self.first, self.last))

    def ask(self, group: str, now: datetime) -> Plan:
        """Note that a group is being asked for."""
        made = self.attempts.get(group, Attempts())
        return msgspec.structs.replace(self, attempts={**self.attempts, group: made.another(now)})

    def may_ask(self, group: str, now: datetime) -> bool:
        """Tell whether the group's next attempt is due."""
        return self.attempts.get(group, Attempts()).not_before <= now


def choose_days(plan: Plan, loaded: dict[str, set[date]], now: datetime) -> tuple[str, set[date]] | None:
    """Choose what to ask for next: missing listings, else missing casts of listings that are there, else nothing."""
    listings = plan.days - loaded[LISTINGS]
    if listings and plan.may_ask(LISTINGS, now):
        return LISTINGS, listings
    casts = (plan.days & loaded[LISTINGS]) - loaded[CASTS]
    if casts and plan.may_ask(CASTS, now):
        return CASTS, casts
    return None


@dg.sensor(
    jobs=[LISTINGS_JOB, CASTS_JOB],
    minimum_interval_seconds=5,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description=__doc__,
)
def initial_load(context: dg.SensorEvaluationContext) -> dg.SensorResult:
    """Ask for what an empty store lacks."""
    plan = Plan.decode(context.cursor) if context.cursor else Plan.fix(CalendarSettings.read())
    if plan.is_done:
        return _wait(plan, f"all days from {plan.first} to {plan.last} are there")
    if _is_loading(context.instance):
        return _wait(plan, "what was asked for is loading")
    loaded = {group: read_loaded(context.instance, group) for group in MARKS}
    if plan.days <= loaded[LISTINGS] & loaded[CASTS]:
        plan = msgspec.structs.replace(plan, is_done=True)
        return _wait(plan, f"all days from {plan.first} to {plan.last} are there")
    now = datetime.now(UTC)
    chosen = choose_days(plan, loaded, now)
    if chosen is None:
        return _wait(plan, "some days failed and are asked for again later")
    group, days = chosen
    requests = request_days(group, days, plan.today, {INITIAL_LOAD_TAG: group})
    return dg.SensorResult(run_requests=[*requests], cursor=plan.ask(group, now).encode())


def _wait(plan: Plan, reason: str) -> dg.SensorResult:
    return dg.SensorResult(skip_reason=reason, cursor=plan.encode())


def _is_loading(instance: dg.DagsterInstance) -> bool:
    runs = instance.get_runs(dg.RunsFilter(tags={INITIAL_LOAD_TAG: [LISTINGS, CASTS]}), limit=100)
    return is_under_way(runs)
