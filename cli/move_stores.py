"""``tvsi move-stores``: from the stores that ``make up`` runs to outside ones."""

from __future__ import annotations

import click

from catalog.rebuild import Layout
from catalog.settings import IndexSettings
from cli.progress import show_progress
from embedded.moving.move import Targets, Teller, move_stores
from embedded.moving.telling import tell_what_to_set
from embedded.ownership import NoServerUser
from embedded.settings import UpSettings
from embedded.supervisor.service import StartFailed
from embedded.wheels import WheelMissing

NO_INDEX = "http://127.0.0.1:9"


@click.command()
@click.option("--to-postgres", metavar="URL", envvar="TVSI_POSTGRES_URL", required=True, help="An empty database.")
@click.option("--to-elasticsearch", metavar="URL", envvar="TVSI_ELASTICSEARCH_URL", help="Unset: the index stays here.")
@click.option(
    "--to-dagster-postgres",
    metavar="URL",
    envvar="TVSI_DAGSTER_POSTGRES_URL",
    help="Where Dagster's runs go; unset: a database `dagster` beside TVSI's.",
)
@click.option("--without-dagster", is_flag=True, help="Leave Dagster's runs and the status of its partitions behind.")
@click.option("--replace", is_flag=True, help="Overwrite what the targets hold of an earlier move, or of another TVSI.")
def command(
    *,
    to_postgres: str,
    to_elasticsearch: str | None,
    to_dagster_postgres: str | None,
    without_dagster: bool,
    replace: bool,
) -> None:
    """Copy the content of TVSI_DATA_DIR's stores to outside ones, build the index there, and say what to set then.

    Stop `make up` first. The embedded stores are only read. What was interrupted may be said again. Exits with 0 if all
    is there and compared, with 1 and what to do if not, with 2 for wrong options.
    """
    settings = UpSettings.read()
    checked = IndexSettings.read(postgres_url=to_postgres, elasticsearch_url=to_elasticsearch or NO_INDEX)
    targets = Targets(
        to_postgres,
        to_elasticsearch,
        to_dagster_postgres,
        is_dagster_left=without_dagster,
        layout=Layout(shards=checked.index_shards, replicas=checked.index_replicas),
        may_replace=replace,
    )
    try:
        move_stores(settings, targets, Teller(click.echo, show_progress))
    except (StartFailed, NoServerUser, WheelMissing) as error:
        raise click.ClickException(str(error)) from None
    click.echo(tell_what_to_set(targets, settings.data_dir))
