"""What the API is told by its environment, read once by ``tvsi api`` and handed on."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, SecretStr, StringConstraints

from catalog.settings import CountrySettings, LogSettings, Settings, StoreSettings

SECRET_BYTES = 32
TOKEN_CHARACTERS = 16
Port = Annotated[int, Field(ge=1, le=65535)]
HttpUrl = Annotated[str, StringConstraints(pattern=r"^https?://[^\s/?#]+(/[^\s?#]*)?$", strip_whitespace=True)]
Network = IPv4Network | IPv6Network


def _check_secret(secret: SecretStr) -> SecretStr:
    if len(secret.get_secret_value().encode()) < SECRET_BYTES:
        raise ValueError(f"must have at least {SECRET_BYTES} bytes; `openssl rand -base64 48` makes a good one")
    return secret


def _check_token(token: SecretStr) -> SecretStr:
    if len(token.get_secret_value()) < TOKEN_CHARACTERS:
        raise ValueError(f"must have at least {TOKEN_CHARACTERS} characters; `openssl rand -hex 16` makes a good one")
    return token


def _check_networks(text: str) -> str:
    try:
        read_networks(text)
    except ValueError:
        raise ValueError("is no list of addresses or networks, such as 10.0.0.5, 172.16.0.0/12") from None
    return text


def _check_redis(url: str) -> str:
    # Without the address in the message: it may hold a password.
    if not url.startswith(("redis://", "rediss://", "unix://")):
        raise ValueError("is no redis://… address")
    return url


def read_networks(text: str) -> tuple[Network, ...]:
    """Read addresses and networks parted by commas; raises ``ValueError``."""
    return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())


Secret = Annotated[SecretStr, AfterValidator(_check_secret)]


class ServingSettings(StoreSettings, CountrySettings, LogSettings):
    """The stores, where to listen, the address under which the world finds this API, and whom it believes.

    ``registrations_per_hour`` is an address's; 0: as many as it likes.
    """

    api_port: Port = 8000
    api_workers: Annotated[int, Field(ge=1, le=64)] = 1
    public_url: HttpUrl | None = None
    source: Literal["auto", "live", "simulated"] = "auto"
    trusted_proxies: Annotated[str, AfterValidator(_check_networks)] = ""
    rate_limits: Literal["on", "off"] = "on"
    registrations_per_hour: Annotated[int, Field(ge=0, le=100_000)] = 20
    redis_url: Annotated[str, AfterValidator(_check_redis)] | None = None
    metrics_token: Annotated[SecretStr, AfterValidator(_check_token)] | None = None

    @property
    def base_url(self) -> str:
        """Give the address that links start with, without a slash at its end. Never taken from a request."""
        return (self.public_url or f"http://127.0.0.1:{self.api_port}").rstrip("/")


class SecretSettings(Settings):
    """What tokens are signed with. There is no default: who knows the secret can be anybody."""

    jwt_secret: Secret = Field(description=f"what tokens are signed with, at least {SECRET_BYTES} bytes")
    jwt_previous_secret: Secret | None = Field(None, description="still accepted while the secret is exchanged")


class ApiSettings(ServingSettings, SecretSettings):
    """All that the API is told."""

    @property
    def secrets(self) -> list[str]:
        """List what must never be seen, such as in a log."""
        told = (self.jwt_secret, self.jwt_previous_secret, self.metrics_token)
        return [secret.get_secret_value() for secret in told if secret is not None]
