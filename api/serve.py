"""Serving the app on a port: one worker in this very process, or several that Sanic keeps alive."""

from __future__ import annotations

import errno
import logging
import socket
from functools import partial

from sanic import Sanic
from sanic.worker.loader import AppLoader

from api.app import create_app
from api.settings import ApiSettings
from catalog.index import ALIAS


class PortBusy(Exception):
    """Somebody else listens on the port; the message names the variable that chooses another."""


def serve(settings: ApiSettings, host: str, *, alias: str = ALIAS) -> None:
    """Serve until told to stop; raises ``PortBusy``."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    _probe(host, settings.api_port)
    loader = AppLoader(factory=partial(create_app, settings, alias=alias))
    app = loader.load()
    if settings.api_workers == 1:
        app.prepare(host=host, port=settings.api_port, single_process=True, motd=False, access_log=False)
        Sanic.serve_single(primary=app)
    else:
        app.prepare(host=host, port=settings.api_port, workers=settings.api_workers, motd=False, access_log=False)
        Sanic.serve(primary=app, app_loader=loader)


def _probe(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            raise PortBusy(f"Port {port} is in use. Stop what listens there or set TVSI_API_PORT.") from None
