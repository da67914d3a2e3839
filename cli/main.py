"""The group of verbs. Each verb's module is imported only when it is called: Dagster alone costs seconds."""

from __future__ import annotations

from importlib import import_module

import click

from catalog.settings import SettingsInvalid

VERBS = {
    "api": "Serve the HTTP API",
    "health": "Tell whether a part is well",
    "indexer": "Drain the outbox into Elasticsearch",
    "load": "Load days of the schedule through Dagster",
    "migrate": "Bring the tables up to date, or back",
    "move-stores": "Carry the embedded stores' content to outside ones",
    "reindex": "Build a new index and swap the alias",
    "simulator": "Stand in for TVMaze",
    "up": "Run everything on this machine",
    "verify": "Compare the index with the tables",
}


class Verbs(click.Group):
    """Find verbs by name: ``tvsi reindex`` is ``command`` in ``cli.reindex``."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click passes it
        """List the verbs without importing them."""
        return sorted(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - the same
        """Import the verb that was called."""
        if cmd_name not in VERBS:
            return None
        try:
            command: click.Command = import_module(f"cli.{cmd_name.replace('-', '_')}").command
        except ModuleNotFoundError as error:
            # An image holds what it is for, no more.
            raise click.ClickException(f"`tvsi {cmd_name}` needs {error.name}, which is not installed here") from None
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Turn a missing variable into a line that names it."""
        try:
            return super().invoke(ctx)
        except SettingsInvalid as error:
            raise click.ClickException(str(error)) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - the same
        """Show each verb with its line."""
        with formatter.section("Verbs"):
            formatter.write_dl(sorted(VERBS.items()))


@click.command(cls=Verbs)
def main() -> None:
    """TVSI: the US television schedule, searchable by episode."""
