"""The group ``casts``: who plays in the shows and episodes that a day's listings hold."""

from collections.abc import Iterator

import dagster as dg
from peewee import PostgresqlDatabase

from pipeline.assets.partitioned import DAYS, WEEK_A_RUN, read_days
from pipeline.assets.reports import Event, Report, report_days, report_progress
from pipeline.assets.tables import make_spec
from pipeline.settings import CalendarSettings
from pipeline.story.casts import CastRound
from pipeline.tvmaze.client import TvmazeClient

CASTS = "casts"
ANSWERS = (
    "TVMaze's answers, a call a show (`/shows/ID` with cast and seasons) and a call a season with guests to ask for "
    "(`/seasons/ID/episodes`), or an episode where it is a single one (`/episodes/ID/guestcast`)."
)
ASKS = (
    "Asks only for casts never asked for, for shows that TVMaze updated since, and for guests once a day and once a "
    "week after the airing; the others cost no call. An unchanged cast writes no row. All tables of this group follow."
)
GRAINS = {
    "raw_cast": ("One row per show whose cast was asked for, with what caused it.", "cast_fetch", ["show"]),
    "raw_guest_cast": (
        "One row per episode whose guests were asked for, with what caused it.",
        "cast_fetch",
        ["schedule", "raw_cast"],
    ),
    "person": ("One row per person that a cast names.", "person", ["raw_cast", "raw_guest_cast"]),
    "role": ("One row per character that a cast names.", "role", ["raw_cast", "raw_guest_cast"]),
    "show_cast": ("One row per show, person and role, in TVMaze's order.", "show_cast", ["person", "role"]),
    "guest_cast": ("One row per episode, guest and role, in TVMaze's order.", "guest_cast", ["person", "role"]),
}


@dg.multi_asset(
    name="load_casts",
    specs=[
        make_spec(name, group=CASTS, deps=deps, tells=(grain, ANSWERS, ASKS), table=table)
        for name, (grain, table, deps) in GRAINS.items()
    ],
    partitions_def=DAYS,
    backfill_policy=WEEK_A_RUN,
    pool=CASTS,
    can_subset=True,  # as in ``listings``
)
def load_casts(
    context: dg.AssetExecutionContext,
    database: dg.ResourceParam[PostgresqlDatabase],
    tvmaze: dg.ResourceParam[TvmazeClient],
    calendar: dg.ResourceParam[CalendarSettings],
) -> Iterator[Event]:
    """Load the casts of the days' shows and episodes; each show commits by itself."""
    days = read_days(context, calendar)
    casts = CastRound(database, tvmaze, days)
    for calls in casts.work():
        yield report_progress("guest_cast", calls, casts.planned)
    yield from report_days(context, database, GRAINS, Report(days, casts.errors, casts.calls, casts.planned))
