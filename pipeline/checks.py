"""Checks over whole tables. What a single listing is checked for lies beside the assets, in ``pipeline.assets``."""

import dagster as dg
from peewee import PostgresqlDatabase

from catalog.settings import StoreSettings

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
        metadata={"missing": found.missing, "ghost": found.ghost, "stale": found.stale},
    )


TABLE_CHECKS = [every_episode_has_its_show, index_equals_tables]
