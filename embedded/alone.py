"""The embedded Postgres and nothing else: ``python -m embedded.alone``, for backups to be restored into it.

It holds the data directory meanwhile, so that nobody writes but who is given the addresses that it prints.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from catalog.settings import SettingsInvalid
from embedded.databases import DAGSTER, make_database
from embedded.ownership import NoServerUser
from embedded.postgres import EmbeddedPostgres, PostgresDidNotStart
from embedded.preflight import hold_lock
from embedded.settings import UpSettings
from embedded.source import REMEMBERED, read_remembered
from embedded.stores import DATABASE
from embedded.supervisor.janitor import Janitor
from embedded.supervisor.service import StartFailed
from embedded.wheels import WheelMissing

STOP_SECONDS = 30


@contextmanager
def run_alone(data_dir: Path, folder: Path) -> Iterator[EmbeddedPostgres]:
    """Run the Postgres of a folder until the block ends; raises ``StartFailed``, also where `make up` runs there."""
    with ExitStack() as stack:
        lock = _hold(stack, data_dir)
        janitor = stack.enter_context(Janitor(held=(lock,)))
        server = EmbeddedPostgres(folder)
        try:
            process = server.start()
        except PostgresDidNotStart as error:
            raise StartFailed(str(error)) from None
        janitor.watch(process.pid, server.STOP_SIGNAL)
        try:
            yield server
        finally:
            process.send_signal(server.STOP_SIGNAL)
            process.wait(STOP_SECONDS)
            janitor.forget(process.pid)


def _hold(stack: ExitStack, data_dir: Path) -> int:
    try:
        return stack.enter_context(hold_lock(data_dir))
    except StartFailed as error:
        raise StartFailed(f"{error}. Nothing else may write meanwhile") from None


def main() -> None:
    """Run until Ctrl-C; on an empty data directory TVSI_SOURCE says whose data it will hold."""
    # A SIGINT on its own way ends a pause, and is no error.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: None)
    try:
        settings = UpSettings.read()
        with run_alone(settings.data_dir, _choose_folder(settings)) as server:
            for name in (DATABASE, DAGSTER):
                make_database(server.url(), name)
                print(f"{name}: {server.url(name)}", flush=True)  # noqa: T201 - a command prints
            signal.pause()
    except (NoServerUser, SettingsInvalid, StartFailed, WheelMissing) as error:
        sys.exit(f"Error: {error}")


def _choose_folder(settings: UpSettings) -> Path:
    """Choose what `make up` will take, and have it taken from now on."""
    source = read_remembered(settings.data_dir) if settings.source == "auto" else settings.source
    if source is None:
        raise StartFailed(f"{settings.data_dir} is empty: say TVSI_SOURCE=live or TVSI_SOURCE=simulated")
    folder = settings.data_dir / source / "postgres"
    folder.mkdir(parents=True, exist_ok=True)
    remembered = settings.data_dir / REMEMBERED
    if not remembered.exists():
        remembered.write_text(f"{source}\n")
    return folder


if __name__ == "__main__":
    main()
