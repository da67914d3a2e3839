"""Logs of every process, on standard error: lines for people or JSON for machines, and no secret in either.

Each line tells what it belongs to (``request_id``, ``run_id``); ``belong_to`` says so for what follows.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, MutableMapping
from typing import Any

import orjson
import structlog
from structlog.contextvars import bind_contextvars, merge_contextvars
from structlog.stdlib import ExtraAdder, ProcessorFormatter, add_log_level, add_logger_name
from structlog.typing import Processor

from catalog.settings import LogSettings

MASK = "***"
# A password within an address, a token that is sent, a JSON Web Token, a value that calls itself secret. What is logged
# may be long and of a stranger's making: no pattern may look at the same character twice from two beginnings.
_SECRETS = (
    (re.compile(r"(?<=://)[^\s/@:]*:[^\s/]*(?=@)"), MASK),
    (re.compile(r"(?i)\bbearer\s+[\w.~+/=-]+"), f"Bearer {MASK}"),
    (re.compile(r"(?<![\w-])eyJ[\w-]+\.[\w-]+\.[\w-]*"), MASK),
    (
        re.compile(r"""(?i)(?<![^\W_])(password|passwd|secret|token)(['"]?\s*[=:]\s*)("[^"]*"|'[^']*'|[^\s,;&'"}]+)"""),
        rf"\1\2{MASK}",
    ),
)
# One line for each state of a store is ours to write; these would add one for each request.
_QUIET = ("elastic_transport", "httpx", "httpcore", "sanic.access")

Event = MutableMapping[str, Any]


def configure_logs(settings: LogSettings, secrets: Iterable[str] = ()) -> None:
    """Write all logs of this process as the settings say. ``secrets`` never appear, whatever they stand in."""
    handler = logging.StreamHandler()
    handler.setFormatter(_make_formatter(settings, secrets))
    logging.basicConfig(level=settings.log_level.upper(), handlers=[handler], force=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.ERROR)


def belong_to(**ids: str) -> None:
    """Say what the lines of this task belong to from now on, such as ``request_id``."""
    bind_contextvars(**ids)


def hide_secrets(text: str, secrets: Iterable[str] = ()) -> str:
    """Mask whatever is a secret or looks like one."""
    for secret in secrets:
        text = text.replace(secret, MASK)
    for pattern, mask in _SECRETS:
        text = pattern.sub(mask, text)
    return text


def _make_formatter(settings: LogSettings, secrets: Iterable[str]) -> logging.Formatter:
    hidden = sorted(filter(None, secrets), key=len, reverse=True)

    def hide(_: Any, __: str, event: Event) -> Event:
        for name, value in event.items():
            if isinstance(value, str):
                event[name] = hide_secrets(value, hidden)
        return event

    described: list[Processor] = [
        merge_contextvars,
        add_log_level,
        add_logger_name,
        ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        hide,
    ]
    return ProcessorFormatter(
        foreign_pre_chain=described,
        processors=[ProcessorFormatter.remove_processors_meta, _make_renderer(settings)],
    )


def _make_renderer(settings: LogSettings) -> Processor:
    if settings.log_format == "json":
        return structlog.processors.JSONRenderer(lambda event, **_: orjson.dumps(event, default=str).decode())
    return structlog.dev.ConsoleRenderer(colors=False, pad_event_to=0, pad_level=False)
