"""The API and the indexer in processes of their own: ``python -m bench.processes KIND ALIAS SETTINGS`` (JSON)."""

from __future__ import annotations

import json
import logging
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from threading import Event
from typing import Any

from api.serve import serve
from api.settings import ApiSettings
from catalog.indexer import run_indexer
from catalog.rebuild import Layout
from catalog.settings import IndexSettings
from embedded.ports import ask, choose_port
from embedded.settings import inherit_environment

START_SECONDS, STOP_SECONDS = 60, 30
SECRET = secrets.token_urlsafe(48)


@contextmanager
def start_api(alias: str, postgres_url: str, elasticsearch_url: str, **settings: Any) -> Iterator[int]:
    """Serve until the block ends and give the port."""
    port = choose_port()
    stores = {"postgres_url": postgres_url, "elasticsearch_url": elasticsearch_url}
    with _run("api", alias, {**stores, "jwt_secret": SECRET, "api_port": port, **settings}) as process:
        deadline = time.monotonic() + START_SECONDS
        while ask(port, "/health/live") != HTTPStatus.OK:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("the API does not answer")
            time.sleep(0.1)
        yield port


@contextmanager
def start_indexer(alias: str, postgres_url: str, elasticsearch_url: str) -> Iterator[None]:
    """Index until the block ends."""
    with _run("indexer", alias, {"postgres_url": postgres_url, "elasticsearch_url": elasticsearch_url}):
        yield


@contextmanager
def _run(kind: str, alias: str, settings: dict[str, Any]) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "bench.processes", kind, alias, json.dumps(settings)]
    # A line a request would be most of what is printed.
    with subprocess.Popen(command, env=inherit_environment(TVSI_LOG_LEVEL="warning")) as process:
        try:
            yield process
        finally:
            process.terminate()
            process.wait(STOP_SECONDS)


def main() -> None:
    """Be the process."""
    kind, alias, text = sys.argv[1:]
    settings = json.loads(text)
    if kind == "api":
        serve(ApiSettings(**settings), "127.0.0.1", alias=alias)
        return
    logging.getLogger("elastic_transport").setLevel(logging.ERROR)
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    run_indexer(IndexSettings(**settings), stop, Layout(alias))


if __name__ == "__main__":
    main()
