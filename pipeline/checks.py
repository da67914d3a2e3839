"""Checks over whole tables. What a single listing is checked for lies beside the assets, in ``pipeline.assets``."""

from datetime import UTC, date, datetime, time, timedelta

import dagster as dg
from peewee import PostgresqlDatabase

from catalog.settings import StoreSettings
from pipeline.partitions import DAILY_DUE_HOUR, DAILY_HOUR, read_last_due
from pipeline.settings import CalendarSettings
from pipeline.tvmaze.feeds import feeds_of

EDGE = timedelta(hours=1)  # how long TVMaze's edge repeats an answer

INDEX = dg.AssetSpec(
    "episodes",
    group_name="search",
    deps=["episode", "show", "channel", "show_cast", "guest_cast"],
    description="The index: one document per episode. The indexer fills it from the outbox, outside Dagster.",
    kinds={"elasticsearch"},
    owners=["team:pipeline"],
)
_ORPHANS = """
    SELECT 'episode', episode.id FROM episode LEFT JOIN show ON show.id = show_id WHERE show.id IS NULL
    UNION ALL
    SELECT 'show', show.id FROM show LEFT JOIN channel ON kind = 'network' AND channel.id = network_id
    WHERE network_id IS NOT NULL AND channel.id IS NULL
    UNION ALL
    SELECT 'show', show.id FROM show LEFT JOIN channel ON kind = 'web' AND channel.id = web_channel_id
    WHERE web_channel_id IS NOT NULL AND channel.id IS NULL
    LIMIT 20
"""


@dg.asset_check(
    asset="episode",
    name="every_episode_has_its_show",
    description="Every episode has its show, and every show the network and web channel that it names.",
)
def every_episode_has_its_show(database: dg.ResourceParam[PostgresqlDatabase]) -> dg.AssetCheckResult:
    """Look for rows that point nowhere."""
    orphans = database.execute_sql(_ORPHANS).fetchall()
    told = ", ".join(f"{kind} {number}" for kind, number in orphans)
    return dg.AssetCheckResult(
        passed=not orphans,
        description=f"without what they name: {told}" if orphans else "all rows point somewhere",
        metadata={"orphans": len(orphans)},
    )


@dg.asset_check(
    asset=INDEX.key,
    name="index_equals_tables",
    description="Every field of every document against its rows. Repairs nothing: `tvsi verify --repair` does.",
)
def index_equals_tables(database: dg.ResourceParam[PostgresqlDatabase]) -> dg.AssetCheckResult:
    """Compare the index with the tables."""
    # Half a second that every run's process would pay for Elasticsearch's client.
    from catalog.elastic import connect_elasticsearch
    from catalog.verify import verify

    with connect_elasticsearch(StoreSettings.read().elasticsearch_url) as es:
        found = verify(database, es)
    return dg.AssetCheckResult(
        passed=found.is_clean,
        description=f"missing {found.missing} ghost {found.ghost} stale {found.stale}",
        metadata={
            "missing": found.missing,
            "ghost": found.ghost,
            "stale": found.stale,
            "parked": {str(parked.id): parked.reason for parked in found.parked},
        },
    )


# Not of a table: it would run with every load of whatever days.
@dg.asset_check(
    asset=INDEX.key,
    name="newest_days_are_there_and_fresh",
    description=(
        f"By {DAILY_DUE_HOUR:02}:00 of the country's clock, the listings of today and of the last day ahead are there, "
        "as TVMaze made them since the daily load began."
    ),
)
def newest_days_are_there_and_fresh(
    database: dg.ResourceParam[PostgresqlDatabase], calendar: dg.ResourceParam[CalendarSettings]
) -> dg.AssetCheckResult:
    """Look at how old the listings are that the last daily load should have brought."""
    return judge_newest_days(database, calendar, datetime.now(UTC))


def judge_newest_days(db: PostgresqlDatabase, calendar: CalendarSettings, now: datetime) -> dg.AssetCheckResult:
    """Judge them at a moment."""
    due = read_last_due(calendar, now)
    oldest = datetime.combine(due, time(DAILY_HOUR), calendar.zone) - EDGE
    days = sorted({due, due + timedelta(calendar.days_ahead)})
    feeds = [feed.name for feed in feeds_of(calendar.country)]
    ages = _read_ages(db, days)
    late = [f"{feed} {day}" for day in days for feed in feeds if (feed, day) not in ages or ages[feed, day] < oldest]
    return dg.AssetCheckResult(
        passed=not late,
        description=f"missing or older than {oldest:%Y-%m-%d %H:%M %Z}: {', '.join(late)}" if late else "all are",
        metadata={"hours_old": round((now - min(ages.values())) / timedelta(hours=1), 1)} if ages else {},
    )


def _read_ages(db: PostgresqlDatabase, days: list[date]) -> dict[tuple[str, date], datetime]:
    found = db.execute_sql("SELECT feed, date, as_of FROM listing_load WHERE date = ANY(%s)", (days,)).fetchall()
    return {(feed, day): as_of for feed, day, as_of in found}


TABLE_CHECKS = [every_episode_has_its_show, newest_days_are_there_and_fresh, index_equals_tables]
