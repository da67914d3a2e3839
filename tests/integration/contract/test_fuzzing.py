"""Random requests by Schemathesis: no server error, no answer but as described, no bad input taken, no good refused.

A few for each operation here; ``make fuzz`` makes hundreds, in all phases.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import orjson
import pytest

from tests.fixtures.api import RunningApi
from tests.integration.api.routes import ROUTES

SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")
FEW = 20
# What a schema says is tried out case by case in the phases ``coverage`` and ``stateful``: thousands of requests.
SHORT, LONG = "examples,fuzzing", "examples,coverage,fuzzing,stateful"


@pytest.mark.parametrize("somebody", ["nobody", "accounts"])
@pytest.mark.parametrize("search", ["up", "outage"])
def test_random_requests_find_no_failure(
    request: pytest.FixtureRequest, project: Path, tmp_path: Path, search: str, somebody: str
) -> None:
    api: RunningApi = request.getfixturevalue("api" if search == "up" else "api_without_search")
    examples: int = request.config.getoption("--fuzz-examples")
    paths: str = request.config.getoption("--fuzz-paths")
    told = ["--max-examples", str(examples), "--phases", SHORT if examples < FEW else LONG]
    told += ["--include-path-regex", paths] if paths else []
    hooks = ["rules", *(["outage"] if search == "outage" else []), *(["accounts"] if somebody == "accounts" else [])]
    # From a file: Schemathesis leaves out the operation that it read the description by.
    (tmp_path / "openapi.json").write_bytes(api.get("/openapi.json").content)

    ended = _run(project, tmp_path, api, hooks, told)

    assert ended.returncode == 0, ended.stdout
    report = orjson.loads((tmp_path / "report.json").read_bytes())
    sys.stdout.write(f"{search}, {somebody}: {report['operations']} {report['test_cases']}\n")
    assert report["errors"] == []
    assert report["operations"]["tested"] == len(ROUTES) or paths


def _run(
    project: Path, folder: Path, api: RunningApi, hooks: list[str], told: list[str]
) -> subprocess.CompletedProcess[str]:
    usual = ["--url", f"http://127.0.0.1:{api.port}", "--checks", "all", "--workers", "1", "--seed", "1"]
    usual += ["--continue-on-failure", "--warnings", "off", "--no-color", "--output-truncate", "false"]
    usual += ["--generation-database", "none", "--report-json-path", str(folder / "report.json")]
    mine = {
        "PYTHONPATH": str(project),
        "SCHEMATHESIS_HOOKS": "tests.integration.contract.fuzzing.hooks",
        "TVSI_FUZZ": ",".join(hooks),
    }
    return subprocess.run(
        [SCHEMATHESIS, "run", "openapi.json", *usual, *told],
        cwd=folder,
        env={**os.environ, **mine},
        capture_output=True,
        text=True,
        check=False,
        timeout=3600,
    )
