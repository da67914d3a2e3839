"""When a stage was reached, in seconds since the process began."""

from __future__ import annotations

import json
import time
from pathlib import Path

from embedded.timings import Timings


def test_a_stage_is_noted_once_and_kept_in_the_file(tmp_path: Path) -> None:
    timings = Timings(tmp_path / "new" / "timings.json")

    first, again = timings.mark("stores up"), timings.mark("stores up")

    assert (first, again) == (True, False)
    kept = json.loads((tmp_path / "new" / "timings.json").read_text())
    assert kept == timings.stages
    assert kept["stores up"] > 0


def test_a_moment_seen_late_is_noted_as_it_was(tmp_path: Path) -> None:
    timings = Timings(tmp_path / "timings.json")
    now = time.time()
    timings.mark("now", now)

    timings.mark("a little before", now - 0.5)

    assert round(timings.stages["now"] - timings.stages["a little before"], 2) == 0.5


def test_what_an_earlier_start_did_does_not_count(tmp_path: Path) -> None:
    timings = Timings(tmp_path / "timings.json")
    yesterday, now = time.time() - 86_400, time.time()

    assert timings.find_first([yesterday, now, now + 1]) == now
    assert timings.find_first([yesterday]) is None
