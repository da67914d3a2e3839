"""What assets are handed, by name: plain objects, so that nothing below meets Dagster.

Settings are read when a run starts.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import dagster as dg
from peewee import PostgresqlDatabase

from catalog.database import advisory_lock, connect
from catalog.events import tell_once
from catalog.store import claim_store
from pipeline.settings import CalendarSettings, PipelineSettings
from pipeline.story.updates import find_outdated_days
from pipeline.tvmaze.client import TvmazeClient, open_client
from pipeline.tvmaze.feeds import feeds_of
from pipeline.tvmaze.limits import LIMITS

# A sensor has a minute for its tick: for two tries, each with its wait for leave to call.
HASTY = replace(LIMITS, tries=2, slot_seconds=8, answer_seconds=12, retry_after_most_seconds=3, throttled_seconds=5)


def run_lock(run_id: str) -> str:
    """Name the lock that a run's process holds as long as it lives; ``pipeline.automation.lost_runs`` looks at it."""
    return f"run.{run_id}"


@dg.resource(
    description="The truth: a connection of this process, refused where the store holds the other source's data."
)
def database(context: dg.InitResourceContext) -> Iterator[PostgresqlDatabase]:
    """Connect for the length of a run or of a sensor's tick."""
    settings = PipelineSettings.read()
    db = connect(settings.postgres_url)
    with db.connection_context(), ExitStack() as stack:
        claim_store(db, settings.stored_source)
        if context.run is not None:
            stack.enter_context(advisory_lock(db, run_lock(context.run.run_id)))
        yield db


@dg.resource(description="TVMaze, within the rate limit that all processes share.")
def tvmaze(_: dg.InitResourceContext) -> Iterator[TvmazeClient]:
    """Open the one connection to TVMaze."""
    with open_client(PipelineSettings.read()) as client:
        yield client


@dg.resource(description="Which country's days there are.")
def calendar(_: dg.InitResourceContext) -> CalendarSettings:
    """Read the calendar."""
    return CalendarSettings.read()


class EventLog:
    """Writes down what happened, on a connection made for it."""

    def tell_once(self, kind: str, told: dict[str, Any]) -> None:
        """Record what happened to a run or a round, its ``run_id``, unless the same was recorded before."""
        with connect(PipelineSettings.read().postgres_url) as db:
            tell_once(db, kind, told)


@dg.resource(description="What happened, for clients and operators to be told; connects when there is something.")
def event_log(_: dg.InitResourceContext) -> EventLog:
    """Make it."""
    return EventLog()


class Updates:
    """Tells which days are outdated, on connections made for each look."""

    def find_outdated_days(self, period: str | None) -> dict[date, datetime]:
        """Learn what changed within a period and give the days that are outdated; raises ``TvmazeError``."""
        settings = PipelineSettings.read()
        with connect(settings.postgres_url) as db, open_client(settings, limits=HASTY) as client:
            claim_store(db, settings.stored_source)
            return find_outdated_days(db, client, feeds_of(settings.country), period)


@dg.resource(description="Which loaded days hold a show that TVMaze changed since; connects for each look.")
def updates(_: dg.InitResourceContext) -> Updates:
    """Make it."""
    return Updates()


RESOURCES = {"database": database, "tvmaze": tvmaze, "calendar": calendar, "event_log": event_log, "updates": updates}
