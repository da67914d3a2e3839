"""What ``make up`` is told by its environment."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, SecretStr
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

from catalog.settings import Settings

Port = Annotated[int, Field(ge=1, le=65535)]
Folder = Annotated[Path, AfterValidator(lambda path: path.expanduser().resolve())]
SECRET_BYTES = 32


def _check_secret(secret: SecretStr) -> SecretStr:
    if len(secret.get_secret_value().encode()) < SECRET_BYTES:
        raise ValueError(f"must have at least {SECRET_BYTES} bytes; leave it out and one is made and kept")
    return secret


class UpSettings(Settings):
    """Where data is kept, which stores and which TVMaze are used, where to listen."""

    data_dir: Folder = Field(Path(".tvsi"), validate_default=True)
    source: Literal["auto", "live", "simulated"] = "auto"
    tvmaze_url: str | None = None
    recorded_dir: Folder | None = None
    postgres_url: str | None = None
    dagster_postgres_url: str | None = None
    elasticsearch_url: str | None = None
    elasticsearch_heap: Annotated[str, Field(pattern=r"^\d+[mg]$")] = "512m"
    api_port: Port = 8000
    dagster_port: Port = 3000
    elasticsearch_port: Port = 9200
    simulator_port: Port = 8100
    automation: bool = True
    jwt_secret: Annotated[SecretStr, AfterValidator(_check_secret)] | None = None

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], *sources: PydanticBaseSettingsSource, **named: PydanticBaseSettingsSource
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Leave out the addresses of a running ``make up``: here that is us, or one that was killed."""
        return super().settings_customise_sources(settings_cls, *sources, **named)[:2]


def inherit_environment(**variables: str) -> dict[str, str]:
    """Give the environment of a child process: ours, and what is said here."""
    return {**os.environ, **variables}
