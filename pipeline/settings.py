"""What the pipeline is told from outside: where TVMaze is and how fast to ask it, which days, where the truth lies."""

from __future__ import annotations

import logging
import re
from datetime import date
from typing import Annotated, Literal
from urllib.parse import urlsplit

import apprise
from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from catalog.settings import CountrySettings, PostgresUrl, Settings

TVMAZE = "https://api.tvmaze.com"
CALLS, WINDOW_SECONDS = 20, 10  # tvmaze.com/api, "Rate limiting"


def _web_address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ValueError(f"{text!r} is no address such as {TVMAZE}")
    return text.rstrip("/")


WebAddress = Annotated[str, AfterValidator(_web_address)]


class TvmazeSettings(Settings):
    """Where TVMaze is, or what stands in for it, and the limit kept over all processes."""

    tvmaze_url: WebAddress = Field(TVMAZE, description="where the client calls")
    tvmaze_calls_per_10s: int = Field(CALLS, ge=1, le=10_000, description="calls permitted in a window")
    tvmaze_window_seconds: float = Field(WINDOW_SECONDS, gt=0, le=600, description="the window; shorter in tests")

    @field_validator("tvmaze_calls_per_10s", "tvmaze_window_seconds")
    @classmethod
    def _spare_tvmaze(cls, value: float, info: ValidationInfo) -> float:
        host = urlsplit(info.data.get("tvmaze_url", TVMAZE)).hostname or ""
        too_much = value > CALLS if info.field_name == "tvmaze_calls_per_10s" else value < WINDOW_SECONDS
        if too_much and (host == "tvmaze.com" or host.endswith(".tvmaze.com")):
            raise ValueError(f"TVMaze permits {CALLS} calls in {WINDOW_SECONDS} s; more is for a mirror of your own")
        return value


class CalendarSettings(CountrySettings):
    """Which country's days there are. Needs no store, so that Dagster's definitions load without one."""

    first_date: date = Field(date(2015, 1, 1), description="the first partition")
    initial_days: int = Field(7, ge=0, le=366, description="past days that an empty store loads by itself")
    days_ahead: int = Field(7, ge=0, le=366, description="days ahead of today that are kept")
    automation: bool = Field(True, description="whether schedules and sensors run")


class PipelineSettings(CalendarSettings, TvmazeSettings):
    """Everything that a run needs."""

    postgres_url: PostgresUrl = Field(description="postgresql://… of the truth")
    source: Literal["auto", "live", "simulated"] = Field("auto", description="whether the data is TVMaze's own")

    @property
    def stored_source(self) -> Literal["live", "simulated"]:
        """What the store is claimed as. ``make up`` decides ``auto`` before it starts us; elsewhere it means live."""
        return "simulated" if self.source == "simulated" else "live"


# It logs whole addresses, and some hold a password.
logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)


def _split_addresses(text: str) -> list[str]:
    # A comma may be part of an address; one before another address is not.
    return list(dict.fromkeys(re.split(r"[\s,]+(?=[a-zA-Z0-9+.-]+://)", text.strip()))) if text.strip() else []


def _check_addresses(text: str) -> str:
    # Without the address in the message: it may hold a password.
    for place, address in enumerate(_split_addresses(text), start=1):
        if not apprise.Apprise().add(address):
            raise ValueError(f"has no address that Apprise knows in place {place}; see its documentation of services")
    return text


class MessageSettings(Settings):
    """Whom to tell of loads, and where Dagster is found by who reads it."""

    notify_urls: Annotated[str, AfterValidator(_check_addresses)] = Field("", description="whom to tell, by Apprise")
    dagster_url: WebAddress = Field("http://127.0.0.1:3000", description="where links to runs lead")

    @property
    def addresses(self) -> list[str]:
        """List whom to tell."""
        return _split_addresses(self.notify_urls)


class DagsterSettings(Settings):
    """Where ``tvsi load`` finds Dagster's webserver."""

    dagster_url: WebAddress = Field(description="http(s)://… of Dagster's webserver")
