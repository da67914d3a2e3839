"""Health checks end with 0 where a part is well, else with a line that says what it is not."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli.heartbeat import HeartbeatEvent
from cli.main import main


def _run(*words: str) -> Result:
    return CliRunner().invoke(main, ["health", *words])


def _look(heartbeat: Path) -> Result:
    return _run("indexer", "--heartbeat", str(heartbeat))


def test_an_indexer_that_goes_round_is_well(tmp_path: Path) -> None:
    heart = HeartbeatEvent(tmp_path / "beat")

    assert not heart.is_set()

    assert _look(tmp_path / "beat").exit_code == 0


def test_an_indexer_that_has_not_begun_is_not(tmp_path: Path) -> None:
    looked = _look(tmp_path / "beat")

    assert (looked.exit_code, "has not begun" in looked.output) == (1, True)


def test_an_indexer_that_stands_still_is_not(tmp_path: Path) -> None:
    beat = tmp_path / "beat"
    HeartbeatEvent(beat).is_set()
    an_hour_ago = time.time() - 3600
    os.utime(beat, (an_hour_ago, an_hour_ago))

    looked = _look(beat)

    assert (looked.exit_code, "last sign 36" in looked.output) == (1, True)


def test_a_stop_is_still_a_stop(tmp_path: Path) -> None:
    heart = HeartbeatEvent(tmp_path / "beat")
    heart.set()

    assert heart.is_set()


@pytest.mark.parametrize("part", [["api"], ["dagster", "--port", "9"]])
def test_what_does_not_answer_is_not_well(monkeypatch: pytest.MonkeyPatch, part: list[str]) -> None:
    monkeypatch.setenv("TVSI_API_PORT", "9")

    looked = _run(*part)

    assert looked.exit_code == 1
    assert "nothing answers at port 9" in looked.output


def test_a_verb_whose_packages_an_image_lacks_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "embedded.up", None)
    monkeypatch.delitem(__import__("sys").modules, "cli.up", raising=False)

    ended = CliRunner().invoke(main, ["up"])

    assert ended.exit_code == 1
    assert "`tvsi up` needs embedded.up, which is not installed here" in ended.output
