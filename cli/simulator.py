"""``tvsi simulator``: stand in for TVMaze."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

import click

from simulator.app import Limits, create_app, serve
from simulator.clock import Clock
from simulator.generated.source import GeneratedSource
from simulator.recorded import NothingRecorded, RecordedSource
from simulator.source import Source

HOST = "127.0.0.1"


@click.command()
@click.option(
    "--recorded",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Serve the recorded days of this folder instead of a generated catalogue.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=8100,
    envvar="TVSI_SIMULATOR_PORT",
    show_default=True,
    help="0 picks a free one.",
)
@click.option("--seed", default=1, show_default=True, help="Which catalogue to generate.")
@click.option("--calls", type=click.IntRange(1), default=20, show_default=True, help="Calls that a window admits.")
@click.option(
    "--window", type=click.FloatRange(0, min_open=True), default=10.0, show_default=True, help="The window's seconds."
)
@click.option(
    "--date-offset",
    type=click.FloatRange(-1e9, 1e9),
    default=0.0,
    show_default=True,
    help="Seconds by which the simulator's clock is ahead.",
)
def command(*, recorded: Path | None, port: int, seed: int, calls: int, window: float, date_offset: float) -> None:
    """Serve TVMaze's API on this machine: its endpoints, its rate limit, and faults on request.

    GET /_simulator/ledger lists the calls, DELETE empties the list. PUT /_simulator/faults scripts faults, as a list
    of {"path", "nth", "fault", "value"}: fault is status, delay, hang, reset, truncate or body.
    """
    clock = Clock(date_offset)
    source = _open_source(recorded, seed, clock)
    listener = _listen(port)
    address = f"http://{HOST}:{listener.getsockname()[1]}"
    app = create_app(source, clock, Limits(calls, window))
    asyncio.run(serve(app, listener, lambda: click.echo(f"TVMaze's simulator answers at {address}")))


def _open_source(recorded: Path | None, seed: int, clock: Clock) -> Source:
    if recorded is None:
        return GeneratedSource(seed, clock)
    try:
        return RecordedSource(recorded, seed)
    except NothingRecorded as error:
        raise click.ClickException(str(error)) from None


def _listen(port: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OSError as error:
        raise click.ClickException(
            f"port {port} can't be had ({error.strerror}); choose another with --port or TVSI_SIMULATOR_PORT"
        ) from None
    listener.listen(128)
    return listener
