"""``tvsi up``: everything on this machine. ``make up`` installs and calls it."""

from __future__ import annotations

import click

from embedded.ownership import NoServerUser
from embedded.screen import Screen
from embedded.settings import UpSettings
from embedded.supervisor.service import StartFailed
from embedded.up import run_up
from embedded.wheels import WheelMissing


@click.command()
def command() -> None:
    """Start the stores, Dagster, the indexer and the API, load the days around today, and stay until Ctrl-C."""
    try:
        run_up(UpSettings.read(), Screen())
    except (StartFailed, NoServerUser, WheelMissing) as error:
        raise click.ClickException(str(error)) from None
