"""The embedded stores as a source: found in the data directory, held so that nobody else writes, Postgres alone run."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

from embedded.alone import run_alone
from embedded.postgres import EmbeddedPostgres
from embedded.settings import UpSettings
from embedded.source import read_remembered
from embedded.supervisor.service import StartFailed


def run_source(settings: UpSettings) -> AbstractContextManager[EmbeddedPostgres]:
    """Run the embedded Postgres until a block ends; raises ``StartFailed``, also where `make up` runs there."""
    return run_alone(settings.data_dir, _find_folder(settings))


def _find_folder(settings: UpSettings) -> Path:
    """Find where the embedded Postgres keeps what it holds; raises ``StartFailed`` where there is none."""
    source = read_remembered(settings.data_dir) if settings.source == "auto" else settings.source
    folder = settings.data_dir / (source or "") / "postgres"
    if source is None or not (folder / "data" / "PG_VERSION").exists():
        raise StartFailed(
            f"{settings.data_dir} holds no embedded Postgres: say in TVSI_DATA_DIR where `make up` keeps it"
        )
    return folder
