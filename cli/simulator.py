"""``tvsi simulator``: stand in for TVMaze."""

from __future__ import annotations

import asyncio
import signal
import socket
from contextlib import suppress
from pathlib import Path

import click

from simulator.app import Limits, create_app, serve
from simulator.clock import Clock
from simulator.generated.source import GeneratedSource
from simulator.recorded import RecordedSource
from simulator.source import Source

HOST = "127.0.0.1"


@click.command()
@click.option(
    "--recorded",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Serve the recorded days of this folder instead of a generated catalogue.",
)
@click.option("--port", default=8100, envvar="TVSI_SIMULATOR_PORT", show_default=True, help="0 picks a free one.")
@click.option("--seed", default=1, show_default=True, help="Which catalogue to generate.")
@click.option("--calls", default=20, show_default=True, help="Calls of one client that a window admits.")
@click.option("--window", default=10.0, show_default=True, help="The window's seconds.")
@click.option("--date-offset", default=0.0, show_default=True, help="Seconds by which the simulator's time is ahead.")
def command(*, recorded: Path | None, port: int, seed: int, calls: int, window: float, date_offset: float) -> None:
    """Serve TVMaze's API on this machine: its endpoints, its rate limit, and faults on request."""
    clock = Clock(date_offset)
    source: Source = RecordedSource(recorded) if recorded else GeneratedSource(seed, clock)
    listener = _listen(port)
    app = create_app(source, clock, Limits(calls, window))
    address = f"http://{HOST}:{listener.getsockname()[1]}"
    with suppress(asyncio.CancelledError):
        asyncio.run(_serve_until_told(serve(app, listener, lambda: click.echo(f"TVMaze's simulator: {address}"))))


async def _serve_until_told(serving: object) -> None:
    task = asyncio.ensure_future(serving)  # type: ignore[call-overload]
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    await task


def _listen(port: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OSError as error:
        raise click.ClickException(f"port {port} is not free ({error.strerror}): set TVSI_SIMULATOR_PORT") from None
    listener.listen(128)
    return listener
