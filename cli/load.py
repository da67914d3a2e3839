"""``tvsi load FROM [TO]``: days of the schedule through the running Dagster, listings first, then casts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import click
import httpx
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from cli.backfills import Dagster, DagsterUnreachable
from cli.following import SHRUNKEN_CHECK, Following, SightLost
from pipeline.settings import DagsterSettings
from pipeline.tvmaze.exchange import is_loopback

LISTINGS = ("raw_schedule", "channel", "show", "episode", "schedule")
CASTS = ("raw_cast", "raw_guest_cast", "person", "role", "show_cast", "guest_cast")
TIMEOUT_SECONDS = 60
LOADED, FAILED, SHRUNKEN = 0, 1, 3


class Day(click.ParamType[date]):
    """A calendar day such as 2020-12-01."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read the day; anything else is a usage error."""
        try:
            return datetime.strptime(value, "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            self.fail(f"{value!r} is no day such as 2020-12-01", param, ctx)


@click.command()
@click.argument("first", metavar="FROM", type=Day())
@click.argument("last", metavar="[TO]", type=Day(), required=False)
@click.option("--accept-shrunk", is_flag=True, help="Believe listings that lost more than half of their rows.")
@click.pass_context
def command(context: click.Context, first: date, last: date | None, *, accept_shrunk: bool) -> None:
    """Load the days FROM to TO, both included, and follow the load to its end.

    Exits 0 when every day is there and no check failed, 1 when something failed, 2 when the days make no
    sense, 3 when a listing has shrunken and was not believed. Ctrl-C cancels the load; loaded days stay.
    """
    last = last or first
    if last < first:
        raise click.BadParameter(f"{last} lies before {first}", param_hint="TO")
    console = Console(stderr=False)
    url = DagsterSettings.read().dagster_url
    with httpx.Client(timeout=TIMEOUT_SECONDS, trust_env=not is_loopback(url)) as http:
        dagster = Dagster(url, http)
        try:
            _check_range(dagster, first, last)
            followed = list(_load(dagster, console, first, last, accept_shrunk=accept_shrunk))
        except DagsterUnreachable as error:
            raise click.ClickException(f"{error}. Is `make up` running?") from None
        except SightLost as error:
            raise click.ClickException(f"{error} Say the same again to see its end.") from None
    context.exit(_tell(console, followed, first, last))


def _check_range(dagster: Dagster, first: date, last: date) -> None:
    earliest, latest = map(date.fromisoformat, dagster.read_range("schedule"))
    for hint, day in (("FROM", first), ("TO", last)):
        if not earliest <= day <= latest:
            raise click.BadParameter(f"{day} is not one of the days from {earliest} to {latest}", param_hint=hint)


def _load(dagster: Dagster, console: Console, first: date, last: date, *, accept_shrunk: bool) -> Iterator[Following]:
    days = [(first + timedelta(number)).isoformat() for number in range((last - first).days + 1)]
    shrunk = {"ops": {"load_listings": {"config": {"accept_shrunk": accept_shrunk}}}}
    with _open_progress(console) as progress:
        for name, assets, config in (("listings", LISTINGS, shrunk), ("casts", CASTS, {})):
            task = progress.add_task(name, total=len(days), calls=0)
            backfill_id = dagster.launch(assets, days, f"tvsi load {first} {last}: {name}", config)
            following = Following(dagster, backfill_id)
            with _cancelled_on_interrupt(dagster, console, backfill_id):
                following.follow(partial(_show, progress, task))
            yield following
            if following.lacks_all(len(days)):
                return  # there is nothing to find casts for


def _show(progress: Progress, task: TaskID, done: float, calls: int) -> None:
    progress.update(task, completed=done, calls=calls)


@contextmanager
def _cancelled_on_interrupt(dagster: Dagster, console: Console, backfill_id: str) -> Iterator[None]:
    try:
        yield
    except KeyboardInterrupt:
        dagster.cancel(backfill_id)
        console.print(f"Cancelled the load {backfill_id}. What it has loaded stays; say it again to go on.")
        raise click.Abort from None


def _open_progress(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description:>8}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("days, {task.fields[calls]} calls"),
        TimeElapsedColumn(),
        console=console,
    )


def _tell(console: Console, followed: list[Following], first: date, last: date) -> int:
    missing = sum(sum(following.backfill.missing.values()) for following in followed if following.backfill)
    failed = {name: told for following in followed for name, told in following.failed_checks.items()}
    for following in followed:
        for line in [*following.warnings, *(text for told in following.failed_checks.values() for text in told)]:
            console.print(line, markup=False)
        for reason in following.reasons:
            console.print(reason, style="red", markup=False)
        if following.backfill and following.backfill.error:
            console.print(following.backfill.error, style="red", markup=False)
    if missing or set(failed) - {SHRUNKEN_CHECK} or not _all_succeeded(followed):
        console.print(f"The load of {first} to {last} failed.", style="bold red")
        return FAILED
    if failed:
        console.print("A listing has shrunken and was not believed. If it is right: --accept-shrunk", style="bold red")
        return SHRUNKEN
    console.print(f"Loaded {first} to {last}.", style="bold green")
    return LOADED


def _all_succeeded(followed: list[Following]) -> bool:
    return all(
        following.backfill is not None and following.backfill.status == "COMPLETED_SUCCESS" for following in followed
    )
