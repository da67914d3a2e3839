"""``tvsi verify``: compare the index with the tables, and mend it."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

import click

from catalog.rebuild import Layout
from catalog.rows import count_rows
from catalog.settings import IndexSettings
from catalog.verify import Difference, verify
from cli.progress import show_progress
from cli.stores import open_stores


@click.command()
@click.option("--repair", is_flag=True, help="Write again whatever differs, and look again.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(*, repair: bool, as_json: bool) -> None:
    """Compare every field of every document with the tables.

    Exits with 0 if nothing is missing, ghost or stale (after the repair, with --repair), else with 1.
    """
    settings = IndexSettings.read()
    layout = Layout(shards=settings.index_shards, replicas=settings.index_replicas)
    with open_stores(settings) as (db, es), show_progress("comparing", count_rows(db)) as advance:
        found = verify(db, es, layout, repair=repair, on_progress=advance)
    click.echo(json.dumps(asdict(found)) if as_json else _describe(found))
    sys.exit(0 if found.is_clean else 1)


def _describe(found: Difference) -> str:
    lines = [f"missing {found.missing} ghost {found.ghost} stale {found.stale}"]
    lines.extend(f"  {example.kind} {example.id} {' '.join(example.fields)}".rstrip() for example in found.examples)
    lines.extend(f"  parked {parked.id}: {parked.reason}" for parked in found.parked)
    if found.after_repair:
        lines.append(f"after the repair: {_describe(found.after_repair)}")
    return "\n".join(lines)
