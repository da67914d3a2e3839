"""Where the stores are, read once at a process's edge and handed on.

What else a package needs is in its own settings.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, ValidationError, ValidationInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from catalog.countries import is_country, main_timezone

ADDRESSES = "addresses.json"


class SettingsInvalid(Exception):
    """A variable is missing or malformed; the message names it."""


class Settings(BaseSettings):
    """Base of all settings: ``TVSI_…`` variables, then what a running ``make up`` left in the data directory."""

    # An empty variable is one that is not set: so it comes out of compose files and unit files.
    model_config = SettingsConfigDict(env_prefix="TVSI_", env_ignore_empty=True, extra="ignore", frozen=True)

    data_dir: Path = Path(".tvsi")

    @classmethod
    def read(cls, **given: Any) -> Self:
        """Read the settings but for what is given; raises ``SettingsInvalid`` with a line per variable."""
        try:
            return cls(**given)
        except ValidationError as error:
            raise SettingsInvalid("\n".join(_explain(cls, item) for item in error.errors())) from None

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the base class passes it
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the same
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let the environment win over the addresses of a running ``make up``."""
        return init_settings, env_settings, RunningAddresses(settings_cls, env_settings)


class RunningAddresses(PydanticBaseSettingsSource):
    """The addresses that ``make up`` leaves in the data directory while it runs, by variable name without ``TVSI_``."""

    def __init__(self, settings_cls: type[BaseSettings], env: PydanticBaseSettingsSource) -> None:
        super().__init__(settings_cls)
        self._data_dir = Path(env().get("data_dir", ".tvsi")).expanduser()

    def get_field_value(self, field: Any, field_name: str) -> tuple[Any, str, bool]:  # noqa: ARG002 - abstract
        """Unused: the file is read whole."""
        return None, field_name, False

    def __call__(self) -> dict[str, Any]:
        """Read the file, or nothing where no ``make up`` is running."""
        try:
            found: dict[str, Any] = json.loads((self._data_dir / ADDRESSES).read_text())
        except (FileNotFoundError, NotADirectoryError):
            return {}
        except PermissionError:
            raise SettingsInvalid(f"{self._data_dir / ADDRESSES} belongs to another user's `make up`") from None
        return {name: value for name, value in found.items() if name in self.settings_cls.model_fields}


def _postgres_url(text: str) -> str:
    if not text.startswith(("postgresql://", "postgres://")):
        raise ValueError("is no postgresql://… address")
    return text


def split_addresses(urls: str) -> list[str]:
    """Part the addresses of a cluster's nodes."""
    return [url.strip() for url in urls.split(",")]


def _elasticsearch_url(text: str) -> str:
    urls = split_addresses(text)
    nodes: set[tuple[str, int]] = set()
    for url in urls:
        node = _read_node(url)
        # Without the text: it may hold a password.
        if node is None:
            raise ValueError("is no http(s)://host:port, or several parted by commas")
        if node in nodes:
            raise ValueError(f"names {node[0]}:{node[1]} twice")
        nodes.add(node)
    return ",".join(urls)


def _read_node(url: str) -> tuple[str, int] | None:
    try:
        address = urlsplit(url)
        host, port = address.hostname, address.port
    except ValueError:
        return None
    return (host, port) if address.scheme in {"http", "https"} and host and port else None


PostgresUrl = Annotated[str, AfterValidator(_postgres_url)]
ElasticsearchUrl = Annotated[str, AfterValidator(_elasticsearch_url)]


class StoreSettings(Settings):
    """The two stores. Neither address has a default: ``make up`` provides embedded ones."""

    postgres_url: PostgresUrl = Field(description="postgresql://… of the truth")
    elasticsearch_url: ElasticsearchUrl = Field(description="http(s)://host:port of the index, or several")


class LogSettings(Settings):
    """How logs are written, for people or for machines, and the least that is."""

    log_format: Literal["text", "json"] = "text"
    log_level: Literal["debug", "info", "warning", "error"] = "info"


class IndexSettings(StoreSettings):
    """What an index is made with. One shard serves a million episodes; replicas need more nodes."""

    index_shards: int = Field(default=1, ge=1, le=64)
    index_replicas: int = Field(default=0, ge=0, le=8)


def _country(text: str) -> str:
    code = text.strip().upper()
    if not is_country(code):
        hint = "; the United Kingdom is GB" if code == "UK" else ""
        raise ValueError(f"{text!r} is no ISO 3166-1 code of a country, such as US{hint}")
    return code


def _timezone(name: str, info: ValidationInfo) -> str:
    # A wrong country is reported by itself and leaves nothing here.
    wanted = name or main_timezone(info.data.get("country", "US"))
    try:
        return ZoneInfo(wanted).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"{name!r} is no time zone such as America/New_York") from None


class CountrySettings(Settings):
    """Whose schedule this is, and the time zone that its days are of."""

    country: Annotated[str, AfterValidator(_country)] = Field("US", description="whose schedule")
    timezone: Annotated[str, AfterValidator(_timezone)] = Field(
        "", validate_default=True, description="of partitions, automation and today; unset: the country's main one"
    )

    @property
    def zone(self) -> ZoneInfo:
        """The time zone as Python's."""
        return ZoneInfo(self.timezone)


def _explain(settings: type[Settings], item: Any) -> str:
    name = str(item["loc"][0])
    if item["type"] == "missing":
        meaning = settings.model_fields[name].description or "it has no default"
        return f"TVSI_{name.upper()} is not set ({meaning}), and no `make up` runs here"
    return f"TVSI_{name.upper()}: {item['msg'].removeprefix('Value error, ')}"
