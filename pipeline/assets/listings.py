"""The group ``listings``: TVMaze's three listings of a day, and the channels, shows and episodes that they hold."""

from collections.abc import Iterator

import dagster as dg
from peewee import PostgresqlDatabase

from pipeline.assets.listing_checks import LISTING_CHECKS, check_listings
from pipeline.assets.listing_report import describe_listings
from pipeline.assets.partitioned import DAYS, WEEK_A_RUN, read_days
from pipeline.assets.reports import Event, Report, report_days, report_progress
from pipeline.assets.tables import make_spec
from pipeline.settings import CalendarSettings
from pipeline.story.listings import load_days, read_kept
from pipeline.story.results import Calls, UnlistedCheck
from pipeline.story.unlisted import check_unlisted
from pipeline.tvmaze.client import TvmazeClient
from pipeline.tvmaze.feeds import feeds_of

LISTINGS, RAW = "listings", "raw_schedule"
ANSWERS = "TVMaze's answers for the day, `/schedule` and `/schedule/web` (three calls)."
REPLACES = (
    "Replaces the day's listings by newer answers; an unchanged one writes no row here. A shrunken or malformed "
    "listing leaves what is stored, and its check fails. Without `raw_schedule` the newest kept answers are used "
    "again, without a call, and episodes that left all listings wait for a run with it. The tables of this group are "
    "written together, each listing in one transaction."
)
KEEPS = "Adds an answer only if it differs from the ones kept: of each request the 3 newest different ones."
GRAINS = {
    "raw_schedule": ("One row per different answer to a listing's request, as it came.", KEEPS, []),
    "channel": ("One row per network or web channel of a show that was ever listed.", REPLACES, ["raw_schedule"]),
    "show": (
        "One row per show that was ever listed, as of the answer with its greatest `updated`.",
        REPLACES,
        ["raw_schedule", "channel"],
    ),
    "episode": (
        "One row per episode that was ever listed; one that left all listings was asked for and withdrawn, or moved.",
        REPLACES,
        ["raw_schedule", "show"],
    ),
    "schedule": ("One row per feed, day and episode: which listing holds which.", REPLACES, ["episode"]),
}


class ListingsConfig(dg.Config):
    """How a run judges listings."""

    accept_shrunk: bool = False


@dg.multi_asset(
    name="load_listings",
    specs=[
        make_spec(
            name,
            group=LISTINGS,
            deps=deps,
            tells=(grain, ANSWERS, replay),
            table="raw_payload" if name == RAW else name,
        )
        for name, (grain, replay, deps) in GRAINS.items()
    ],
    check_specs=LISTING_CHECKS,
    partitions_def=DAYS,
    backfill_policy=WEEK_A_RUN,
    pool=LISTINGS,
    can_subset=True,  # Dagster 1.13 refuses backfills of a whole multi-asset whose assets depend on each other
)
def load_listings(
    context: dg.AssetExecutionContext,
    config: ListingsConfig,
    database: dg.ResourceParam[PostgresqlDatabase],
    tvmaze: dg.ResourceParam[TvmazeClient],
    calendar: dg.ResourceParam[CalendarSettings],
) -> Iterator[Event]:
    """Load the days' listings, today and the newest past day first; each commits by itself."""
    days, feeds = read_days(context, calendar), feeds_of(calendar.country)
    is_replay = dg.AssetKey(RAW) not in context.selected_asset_keys
    fetch = read_kept(database) if is_replay else tvmaze.fetch_listing
    planned = 0 if is_replay else len(feeds) * len(days)
    loads = []
    for load in load_days(database, fetch, feeds, days, accept_shrunk=config.accept_shrunk):
        is_odd = any(feed.warning for feed in load.feeds)
        context.log.log("WARNING" if is_odd else "INFO", load.summary)
        loads.append(load)
        day = None if load.errors else load.date
        yield report_progress("schedule", Calls.read(tvmaze.stats), planned, day)
    unlisted = UnlistedCheck() if is_replay else check_unlisted(database, tvmaze, calendar.country)
    yield from check_listings(database, loads)
    report = Report(
        days,
        failed={load.date: load.errors for load in loads if load.errors},
        calls=Calls.read(tvmaze.stats),
        planned=planned + unlisted.planned,
        requests={day: [feed.request(day) for feed in feeds] for day in days},
        remarks=describe_listings(database, loads, unlisted, calendar.timezone),
    )
    yield from report_days(context, database, GRAINS, report)
