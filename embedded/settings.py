"""What ``make up`` is told by its environment."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

from api.settings import Secret, ServingSettings
from catalog.settings import ElasticsearchUrl, IndexSettings, LogSettings, PostgresUrl, Settings
from embedded.ports import LOOPBACK
from pipeline.settings import PipelineSettings

Port = Annotated[int, Field(ge=1, le=65535)]
Folder = Annotated[Path, AfterValidator(lambda path: path.expanduser().resolve())]
# Told to those who sign alone; no other part inherits them.
SECRETS = ("TVSI_JWT_SECRET", "TVSI_JWT_PREVIOUS_SECRET")
Sources = tuple[PydanticBaseSettingsSource, ...]


def _check_folder(path: Path) -> Path:
    if not path.is_dir():
        raise ValueError(f"{path} is no folder")
    return path


class _OwnSettings(Settings):
    """Leaves out the addresses of a running ``make up``: here that is us, or one that was killed."""

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], *sources: PydanticBaseSettingsSource, **named: PydanticBaseSettingsSource
    ) -> Sources:
        """Read the environment alone."""
        return super().settings_customise_sources(settings_cls, *sources, **named)[:2]


class UpSettings(_OwnSettings, LogSettings):
    """Where data is kept, which stores and which TVMaze are used, where to listen."""

    data_dir: Folder = Field(Path(".tvsi"), validate_default=True)
    source: Literal["auto", "live", "simulated"] = "auto"
    tvmaze_url: str | None = None
    recorded_dir: Annotated[Folder, AfterValidator(_check_folder)] | None = None
    postgres_url: str | None = None
    dagster_postgres_url: str | None = None
    elasticsearch_url: str | None = None
    elasticsearch_heap: Annotated[str, Field(pattern=r"^\d+[mg]$")] = "512m"
    api_port: Port = 8000
    dagster_port: Port = 3000
    elasticsearch_port: Port = 9200
    simulator_port: Port = 8100
    automation: bool = True
    registrations_per_hour: int = 0
    jwt_secret: Secret | None = None
    jwt_previous_secret: Secret | None = None


class PartSettings(_OwnSettings, ServingSettings, IndexSettings, PipelineSettings):
    """What the parts will read: a mistake in it is said before they start, and not in their logs at every restart."""

    postgres_url: PostgresUrl = "postgresql://"  # handed to the parts by us, unless the environment names one
    elasticsearch_url: ElasticsearchUrl = f"http://{LOOPBACK[0]}:9200"


def inherit_environment(**variables: str) -> dict[str, str]:
    """Give a child process our environment without secrets, what is said here, and no proxy to this machine."""
    excepted = os.environ.get("no_proxy") or os.environ.get("NO_PROXY", "")
    direct = ",".join([*filter(None, [excepted]), *LOOPBACK])
    ours = {name: value for name, value in os.environ.items() if name not in SECRETS}
    return {**ours, "no_proxy": direct, "NO_PROXY": direct, **variables}
