"""``tvsi migrate``: bring the tables up to date, or back to those of an earlier version."""

from __future__ import annotations

from contextlib import closing

import click

from catalog.database import open_another
from catalog.migrations import (
    DatabaseNewer,
    Migration,
    MigrationUnknown,
    list_migrations,
    migrate,
    migrate_to,
    plan_back,
)
from catalog.settings import StoreSettings
from cli.stores import explain_postgres


@click.command()
@click.option("--status", is_flag=True, help="List all migrations and whether they are applied; change nothing.")
@click.option(
    "--to", "number", type=click.IntRange(0), help="Go on or back to this migration, by number; 0 is no table at all."
)
@click.option("--lose-data", is_flag=True, help="Answer yes to the question whether going back may lose data.")
def command(*, status: bool, number: int | None, lose_data: bool) -> None:
    """Apply the pending migrations and name them.

    Going back with --to asks first where data is lost. Exits with 1 where a later version of TVSI has migrated.
    """
    if status and number is not None:
        raise click.UsageError("--status changes nothing, so it goes without --to")
    settings = StoreSettings.read()
    try:
        with explain_postgres(), closing(open_another(settings.postgres_url)) as db:
            if status:
                click.echo("\n".join(map(_describe, list_migrations(db))))
            elif number is None:
                _tell("applied", migrate(db))
            else:
                back = plan_back(list_migrations(db), number)
                _ask(back, lose_data=lose_data)
                _tell("took back" if back else "applied", migrate_to(db, number))
    except (DatabaseNewer, MigrationUnknown) as error:
        raise click.ClickException(str(error)) from None


def _ask(back: list[Migration], *, lose_data: bool) -> None:
    """Say what is lost, and go on only if that is wanted."""
    lost = [f"{migration.name} loses {migration.loses}" for migration in back if migration.loses]
    if lost:
        click.echo("\n".join(lost), err=True)
        if not lose_data:
            click.confirm("This can't be undone but from a backup. Go back?", abort=True, err=True)


def _describe(migration: Migration) -> str:
    if not migration.is_known:
        return f"{migration.name} applied by a later version of TVSI"
    return f"{migration.name} {'applied' if migration.is_applied else 'pending'}"


def _tell(verb: str, names: list[str]) -> None:
    click.echo("\n".join(f"{verb} {name}" for name in names) or "nothing to apply")
