"""A line of a log says what it belongs to, whoever reads it, and holds no secret wherever it stands."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator
from typing import Literal

import pytest
from structlog.contextvars import clear_contextvars

from catalog.logs import belong_to, configure_logs, hide_secrets
from catalog.settings import LogSettings

SECRET = "what tokens are signed with, and nobody knows"
logger = logging.getLogger("tvsi.tests")


@pytest.fixture(autouse=True)
def own_logs() -> Iterator[None]:
    """Give each test the root logger, and pytest its own back."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    clear_contextvars()
    yield
    clear_contextvars()
    root.handlers[:] = handlers
    root.setLevel(level)


def _configure(settings: LogSettings, *secrets: str) -> None:
    """Configure logs for this test's logger alone: threads that other tests began may have something to say."""
    configure_logs(settings, secrets)
    for handler in logging.getLogger().handlers:
        handler.addFilter(logging.Filter(logger.name))


def _fail() -> None:
    raise ValueError(f"could not reach postgresql://tvsi:hunter2@db/tvsi with {SECRET}")


def test_json_is_one_object_a_line_with_everything_that_was_told(capsys: pytest.CaptureFixture[str]) -> None:
    _configure(LogSettings(log_format="json"))
    belong_to(request_id="a-1")

    logger.info("loaded %d days", 3, extra={"milliseconds": 1.5, "days": ["2026-01-01"]})
    logger.debug("too fine")

    (line,) = capsys.readouterr().err.splitlines()
    told = json.loads(line)
    assert told.pop("timestamp").endswith("Z")
    assert told == {
        "event": "loaded 3 days",
        "level": "info",
        "logger": "tvsi.tests",
        "request_id": "a-1",
        "milliseconds": 1.5,
        "days": ["2026-01-01"],
    }


def test_people_read_the_same_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    _configure(LogSettings(log_level="warning"))
    belong_to(run_id="r-2")

    logger.warning("Elasticsearch is away")
    logger.info("not worth it")

    (line,) = capsys.readouterr().err.splitlines()
    assert "[warning]" in line
    assert "Elasticsearch is away" in line
    assert "run_id=r-2" in line


@pytest.mark.parametrize("log_format", ["json", "text"])
def test_a_failure_comes_with_its_traceback_and_without_secrets(
    capsys: pytest.CaptureFixture[str], log_format: Literal["json", "text"]
) -> None:
    _configure(LogSettings(log_format=log_format), SECRET)
    try:
        _fail()
    except ValueError:
        logger.exception("failed with %s", SECRET, extra={"sent": f"Bearer {SECRET}"})

    written = capsys.readouterr().err
    assert "in _fail" in written
    assert "ValueError" in written
    assert "postgresql://***@db/tvsi" in written
    assert SECRET not in written
    assert "hunter2" not in written
    if log_format == "json":
        assert len(written.splitlines()) == 1


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("redis://:pa:ss@cache:6379/0", "redis://***@cache:6379/0"),
        ("mailtos://me:p@ss@smtp.example.org?to=you", "mailtos://***@smtp.example.org?to=you"),
        ("http://127.0.0.1:9200/episodes/_search", "http://127.0.0.1:9200/episodes/_search"),
        ("https://example.org/a:b@c", "https://example.org/a:b@c"),
        ("Authorization: bearer abc.def-ghi=", "Authorization: Bearer ***"),
        ("got eyJhbGciOi.eyJzdWIi.c2ln today", "got *** today"),
        ('{"password": "a heron on the pier", "x": 1}', '{"password": ***, "x": 1}'),
        ("connect failed: password=hunter2 host=db", "connect failed: password=*** host=db"),
        ("refresh_token=abc&x=1", "refresh_token=***&x=1"),
        ("TVSI_JWT_SECRET=abc TVSI_POSTGRES_PASSWORD: 'd e'", "TVSI_JWT_SECRET=*** TVSI_POSTGRES_PASSWORD: ***"),
        ('{"new_password": "hunter2"}', '{"new_password": ***}'),
        ("the token of a walk is a cursor", "the token of a walk is a cursor"),
    ],
)
def test_what_looks_like_a_secret_is_masked(text: str, seen: str) -> None:
    assert hide_secrets(text) == seen


@pytest.mark.parametrize("part", [":", "eyJ-", "eyJ.", "bearer ", "bearer  ", "://:", "password ", "token=", "a", " "])
def test_masking_what_a_stranger_wrote_takes_no_time(part: str) -> None:
    text = "GET /x://" + part * (64_000 // len(part))
    begun = time.process_time()

    hide_secrets(text)

    assert time.process_time() - begun < 0.3
