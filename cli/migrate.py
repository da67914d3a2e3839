"""``tvsi migrate``: bring the tables up to date."""

from __future__ import annotations

import click

from catalog.database import connect
from catalog.migrations import migrate
from catalog.settings import StoreSettings
from cli.stores import explain_postgres


@click.command()
def command() -> None:
    """Apply the pending migrations and name them."""
    settings = StoreSettings.read()
    with explain_postgres():
        applied = migrate(connect(settings.postgres_url))
    click.echo("\n".join(f"applied {name}" for name in applied) or "nothing to apply")
