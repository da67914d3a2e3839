"""What Dagster serves: assets, checks, jobs, automation and resources, put together. Nothing connects until a run."""

from __future__ import annotations

import dagster as dg

from catalog.settings import LogSettings
from pipeline.assets.casts import load_casts
from pipeline.assets.listings import load_listings
from pipeline.automation.daily import make_daily, make_daily_checks
from pipeline.automation.daily_round import daily_round
from pipeline.automation.initial_load import initial_load
from pipeline.automation.jobs import CASTS, CASTS_JOB, CHECKS_JOB, LISTINGS, LISTINGS_JOB
from pipeline.automation.lost_runs import lost_runs
from pipeline.automation.messenger import messenger
from pipeline.automation.told import make_telling_sensors
from pipeline.automation.updates import updates
from pipeline.checks import INDEX, TABLE_CHECKS
from pipeline.resources import RESOURCES
from pipeline.settings import CalendarSettings

CALENDAR = CalendarSettings.read()
GROUPS = {key: group for asset, group in ((load_listings, LISTINGS), (load_casts, CASTS)) for key in asset.keys}

CONSOLE = {"json": dg.json_console_logger, "text": dg.colored_console_logger}

defs = dg.Definitions(
    assets=[load_listings, load_casts, INDEX],
    asset_checks=TABLE_CHECKS,
    jobs=[LISTINGS_JOB, CASTS_JOB, CHECKS_JOB],
    schedules=[make_daily(CALENDAR), make_daily_checks(CALENDAR)] if CALENDAR.automation else [],
    sensors=[initial_load, daily_round, updates, lost_runs, messenger, *make_telling_sensors(GROUPS)]
    if CALENDAR.automation
    else [],
    resources=RESOURCES,
    executor=dg.in_process_executor,
    loggers={
        "console": dg.json_console_logger if LogSettings.read().log_format == "json" else dg.colored_console_logger
    },
)
