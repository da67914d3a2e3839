"""What the API is told by its environment, read once by ``tvsi api`` and handed on."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from catalog.settings import CountrySettings, StoreSettings

Port = Annotated[int, Field(ge=1, le=65535)]
HttpUrl = Annotated[str, StringConstraints(pattern=r"^https?://[^\s/?#]+(/[^\s?#]*)?$", strip_whitespace=True)]


class ApiSettings(StoreSettings, CountrySettings):
    """The stores, where to listen, and the address under which the world finds this API."""

    api_port: Port = 8000
    api_workers: Annotated[int, Field(ge=1, le=64)] = 1
    public_url: HttpUrl | None = None
    source: Literal["auto", "live", "simulated"] = "auto"

    @property
    def base_url(self) -> str:
        """Give the address that links start with, without a slash at its end. Never taken from a request."""
        return (self.public_url or f"http://127.0.0.1:{self.api_port}").rstrip("/")
