"""Assembly of the simulator's Sanic app, and its only process."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sanic import Sanic
from sanic.exceptions import MethodNotAllowed, NotFound

from simulator.clock import Clock
from simulator.control import control
from simulator.errors import Refused
from simulator.gate import Gate
from simulator.limiter import SlidingWindow
from simulator.routes import refuse, refuse_unknown, tvmaze
from simulator.source import NotHeld, Source

# A hanging answer hangs until the client gives up.
_FOREVER = 86_400


@dataclass(frozen=True)
class Limits:
    """TVMaze's rate limit: at least 20 calls in 10 s for each address."""

    calls: int = 20
    seconds: float = 10.0


def create_app(source: Source, clock: Clock, limits: Limits) -> Sanic[Any, Any]:
    """Make the app over a catalogue."""
    app: Sanic[Any, Any] = Sanic("tvmaze-simulator", configure_logging=False)
    app.config.update(RESPONSE_TIMEOUT=_FOREVER, KEEP_ALIVE_TIMEOUT=_FOREVER, ACCESS_LOG=False, MOTD=False)
    # Sanic-Ext would add headers that TVMaze's answers don't have.
    app.config.AUTO_EXTEND = False
    gate = Gate(clock, SlidingWindow(limits.calls, limits.seconds))
    app.ctx.gate = gate
    app.ctx.source = source
    app.on_request(gate.enter)
    app.on_response(gate.leave)
    app.blueprint(tvmaze)
    app.blueprint(control)
    app.exception(Refused)(refuse)
    app.exception(NotFound, MethodNotAllowed, NotHeld)(refuse_unknown)
    return app


async def serve(app: Sanic[Any, Any], listener: socket.socket, announce: Callable[[], None]) -> None:
    """Serve until SIGTERM or SIGINT; ``announce`` is called when calls are answered."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    server = await app.create_server(sock=listener, access_log=False)
    if server is None:
        raise RuntimeError("Sanic made no server")
    await server.startup()
    await server.start_serving()
    announce()
    await stop.wait()
    # Connections are not waited for: one that hangs by script would hang for ever.
    for connection in list(server.connections):
        connection.transport.abort()
