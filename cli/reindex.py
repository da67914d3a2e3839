"""``tvsi reindex``: build a new index from the tables and swap the alias to it."""

from __future__ import annotations

import click

from catalog.bulk import WriteAliasGone
from catalog.database import open_another
from catalog.elastic import SEARCH_FAILURES, connect_elasticsearch
from catalog.rebuild import Layout, RebuildIncomplete, rebuild
from catalog.rows import count_rows
from catalog.settings import IndexSettings
from cli.progress import show_progress


@click.command()
def command() -> None:
    """Build a new index while searches go on, then swap to it. Waits while another process rebuilds."""
    settings = IndexSettings.read()
    db = open_another(settings.postgres_url)
    es = connect_elasticsearch(settings.elasticsearch_url)
    layout = Layout(shards=settings.index_shards, replicas=settings.index_replicas)
    try:
        with show_progress("indexing", count_rows(db)) as advance:
            built = rebuild(db, es, layout, on_progress=advance)
    except (RebuildIncomplete, WriteAliasGone, *SEARCH_FAILURES) as error:
        raise click.ClickException(f"no new index, the old one stays: {error}") from None
    rate = built.documents / max(built.seconds, 0.001)
    click.echo(f"{built.name}: {built.documents} documents in {built.seconds:.1f} s, {rate:.0f} docs/s")
