"""Serving the app on a port: one worker in this very process, or several in processes of their own."""

from __future__ import annotations

import errno
import socket
from functools import partial
from tempfile import TemporaryDirectory

from sanic import Sanic

from api.app import create_app
from api.environment import share_meters
from api.settings import ApiSettings
from api.workers import run_workers
from catalog.index import ALIAS
from catalog.logs import configure_logs


class PortUnusable(Exception):
    """The port is taken, or not ours to take; the message names the variable that chooses another."""


def serve(settings: ApiSettings, host: str, *, alias: str = ALIAS) -> None:
    """Serve until told to stop; raises ``PortUnusable`` and ``WorkerDied``."""
    with _bind(host, settings.api_port) as listening:
        if settings.api_workers == 1:
            _serve_one(settings, alias, None, listening)
            return
        with TemporaryDirectory(prefix="tvsi-meters-") as shared:
            share_meters(shared)
            run_workers(settings.api_workers, partial(_serve_one, settings, alias, shared), listening)


def _serve_one(settings: ApiSettings, alias: str, shared_meters: str | None, listening: socket.socket) -> None:
    configure_logs(settings, settings.secrets)
    app = create_app(settings, alias=alias, shared_meters=shared_meters)
    app.prepare(sock=listening, single_process=True, motd=False, access_log=False)
    Sanic.serve_single(primary=app)


def _bind(host: str, port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        match error.errno:
            case errno.EADDRINUSE:
                told = f"Port {port} is in use. Stop what listens there or set TVSI_API_PORT."
            case errno.EACCES:
                told = f"Port {port} is not open to this user. Set TVSI_API_PORT to one from 1024."
            case _:
                raise
        raise PortUnusable(told) from None
    return listening
