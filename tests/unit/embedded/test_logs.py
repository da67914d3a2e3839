"""Logs of services stay a few megabytes."""

from __future__ import annotations

from pathlib import Path

import pytest

from embedded.supervisor import logs


def test_a_log_that_grew_large_is_set_aside_under_its_writer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "MOST_BYTES", 10)
    path = tmp_path / "api.log"

    with logs.open_log(path) as log:
        log.write(b"an hour of requests\n")
        log.flush()
        logs.make_room(path)
        log.write(b"now\n")

    assert path.read_text() == "now\n"
    assert (tmp_path / "api.1.log").read_text() == "an hour of requests\n"


def test_the_tail_of_a_log_that_never_was_is_empty(tmp_path: Path) -> None:
    assert logs.read_tail(tmp_path / "none.log") == ""
