"""``tvsi reindex``: build a new index from the tables and swap the alias to it."""

from __future__ import annotations

import click

from catalog.rebuild import Layout, rebuild
from catalog.rows import count_rows
from catalog.settings import IndexSettings
from cli.progress import show_progress
from cli.stores import open_stores


@click.command()
def command() -> None:
    """Build a new index while searches go on, then swap to it. Waits while another process rebuilds."""
    settings = IndexSettings.read()
    layout = Layout(shards=settings.index_shards, replicas=settings.index_replicas)
    with open_stores(settings) as (db, es), show_progress("indexing", count_rows(db)) as advance:
        built = rebuild(db, es, layout, on_progress=advance)
    rate = built.documents / max(built.seconds, 0.001)
    click.echo(f"{built.name}: {built.documents} documents in {built.seconds:.1f} s, {rate:.0f} docs/s")
