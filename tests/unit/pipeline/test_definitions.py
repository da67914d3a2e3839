"""What Dagster is served loads without any store, and is the graph that the committed picture shows."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.definitions.assets.graph.asset_graph import AssetGraph

from pipeline.definitions import defs

BIN = Path(sys.executable).parent
SNAPSHOT = Path(__file__).parent / "asset_graph.txt"


def _describe(graph: AssetGraph) -> Iterator[str]:
    for key in graph.toposorted_asset_keys:
        node = graph.get(key)
        parents = ", ".join(sorted(parent.to_user_string() for parent in node.parent_keys)) or "nothing"
        kind = "daily" if node.partitions_def else "unpartitioned"
        yield f"{node.group_name}/{key.to_user_string()} ({kind}) <- {parents}"
        for check in sorted(graph.asset_check_keys, key=lambda check: check.name):
            if check.asset_key == key:
                yield f"    check {check.name}"


def test_the_asset_graph_is_the_committed_one() -> None:
    described = "\n".join(_describe(defs.resolve_asset_graph())) + "\n"

    assert described == SNAPSHOT.read_text(), f"if this is meant, write it to {SNAPSHOT.name}"


@pytest.mark.parametrize("name", ["listings", "casts", "checks"])
def test_every_job_runs_in_one_process(name: str) -> None:
    assert defs.resolve_job_def(name).executor_def is dg.in_process_executor


def test_every_filled_asset_says_what_it_is_and_whose() -> None:
    graph = defs.resolve_asset_graph()
    filled = [graph.get(key) for key in graph.materializable_asset_keys]

    for node in filled:
        assert node.description
        assert "**Source.**" in node.description
        assert "**Replay.**" in node.description
        assert node.owners
        assert node.kinds
        assert node.code_version
        assert node.metadata["dagster/column_schema"]
        assert node.freshness_policy
    assert len(filled) == 11


def test_every_automation_is_on_by_itself() -> None:
    schedules = [schedule.default_status for schedule in defs.schedules or []]
    sensors = [sensor.default_status for sensor in defs.sensors or []]

    assert set(schedules) == {dg.DefaultScheduleStatus.RUNNING}
    assert set(sensors) == {dg.DefaultSensorStatus.RUNNING}


def test_the_groups_have_pools_of_their_own() -> None:
    graph = defs.resolve_asset_graph()

    pools = {(node.group_name, *sorted(node.pools or ())) for node in graph.asset_nodes if node.is_materializable}

    assert pools == {("listings", "listings"), ("casts", "casts")}


def _run(project: Path, home: Path, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    # An environment of its own: no store is known in it.
    bare = {"PATH": str(BIN), "DAGSTER_HOME": str(home), "TVSI_DATA_DIR": str(home), **environment}
    return subprocess.run(command, cwd=project, env=bare, text=True, capture_output=True, check=False, timeout=120)


def test_the_definitions_validate_without_any_store(project: Path, tmp_path: Path) -> None:
    ended = _run(project, tmp_path, str(BIN / "dagster"), "definitions", "validate")

    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "Validation successful for code location pipeline" in ended.stdout


@pytest.mark.parametrize(("state", "number"), [("on", 10), ("off", 0)])
def test_automation_can_be_switched_off(project: Path, tmp_path: Path, state: str, number: int) -> None:
    listing = "from pipeline.definitions import defs; print(len([*(defs.schedules or []), *(defs.sensors or [])]))"

    ended = _run(project, tmp_path, sys.executable, "-c", listing, TVSI_AUTOMATION=state)

    assert ended.stdout.strip() == str(number), ended.stderr
