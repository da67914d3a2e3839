"""What keeps ``tvsi up`` from starting is one line that says what to do, and leaves nothing running."""

from __future__ import annotations

from pathlib import Path

import pytest

from embedded.ports import choose_port
from tests.e2e.conftest import Start
from tests.e2e.running import STOP_SECONDS, refuse, stop


def test_a_store_that_does_not_start_says_why_and_stops_the_rest(start_up: Start, tmp_path: Path) -> None:
    damaged = tmp_path / "data" / "simulated" / "postgres" / "data"
    damaged.mkdir(parents=True)
    (damaged / "PG_VERSION").write_text("9\n")

    refused = start_up()
    code = refused.process.wait(STOP_SECONDS)

    assert code == 1
    assert "Error: postgres does not start: " in refused.read_output()
    assert "its log is " in refused.read_output()
    assert refused.is_gone()


def test_a_database_of_the_other_source_is_refused(start_up: Start, tmp_path: Path, postgres_url: str) -> None:
    outside = {"TVSI_POSTGRES_URL": postgres_url}
    first = start_up(**outside, TVSI_AUTOMATION="off")
    first.await_output("tables: done")
    stop(first)

    said = refuse(tmp_path / "other", tmp_path / "refused", **outside, TVSI_SOURCE="live", TVSI_AUTOMATION="off")

    assert "this database holds simulated data and can't take live data" in said
    assert "a Unix socket" not in first.read_output()


@pytest.mark.parametrize("variable", ["TVSI_POSTGRES_URL", "TVSI_ELASTICSEARCH_URL"])
def test_an_outside_store_that_is_not_there_is_named(start_up: Start, variable: str) -> None:
    scheme = "postgresql" if "POSTGRES" in variable else "http"

    refused = start_up(**{variable: f"{scheme}://127.0.0.1:{choose_port()}"})

    assert refused.process.wait(STOP_SECONDS) == 1
    assert f"Error: {variable} can't be reached: " in refused.read_output()
    assert refused.is_gone()


@pytest.mark.parametrize(
    ("variable", "value"), [("TVSI_COUNTRY", "Narnia"), ("TVSI_API_WORKERS", "0"), ("TVSI_RECORDED_DIR", "/dev/null")]
)
def test_a_wrong_variable_is_one_line_before_anything_starts(tmp_path: Path, variable: str, value: str) -> None:
    said = refuse(tmp_path / "data", tmp_path / "output", **{variable: value})

    assert f"{variable}: " in said
    assert not (tmp_path / "data" / "simulated").exists()
