"""Which parts a start has, what they listen on, and what they are told."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import pytest

from embedded.services import System
from embedded.settings import UpSettings
from embedded.source import decide_source
from embedded.stores import choose_elasticsearch, choose_postgres
from embedded.supervisor.service import Service, Step

POSTGRES = "postgresql://me@db.test/tvsi"
ELASTICSEARCH = "http://search.test:9200"


def make_system(tmp_path: Path, **overrides: Any) -> System:
    outside = {"postgres_url": POSTGRES, "elasticsearch_url": ELASTICSEARCH}
    settings = UpSettings.model_validate({"data_dir": tmp_path, "source": "simulated", **outside, **overrides})
    stores = choose_postgres(settings, tmp_path), choose_elasticsearch(settings, tmp_path)
    return System(settings, decide_source(settings), *stores)


def find(system: System, name: str) -> Service:
    return next(part for part in system.list_parts() if isinstance(part, Service) and part.name == name)


def test_outside_stores_are_used_and_not_run(tmp_path: Path) -> None:
    system = make_system(tmp_path)

    kinds = {part.name: type(part) for part in system.list_parts()}

    assert (kinds["postgres"], kinds["elasticsearch"]) == (Step, Step)
    assert find(system, "indexer").environment["TVSI_ELASTICSEARCH_URL"] == ELASTICSEARCH
    assert find(system, "api").environment["TVSI_POSTGRES_URL"] == POSTGRES
    assert "TVSI_ELASTICSEARCH_PORT" not in system.ports


def test_the_simulator_runs_only_where_it_stands_in(tmp_path: Path) -> None:
    simulated = make_system(tmp_path)
    live = make_system(tmp_path, source="live")

    assert "simulator" in {part.name for part in simulated.list_parts()}
    assert "simulator" not in {part.name for part in live.list_parts()}
    assert set(simulated.ports) - set(live.ports) == {"TVSI_SIMULATOR_PORT"}


def test_each_source_has_a_folder_of_its_own(tmp_path: Path) -> None:
    folders = {make_system(tmp_path, source=source).folder for source in ("live", "simulated")}

    assert folders == {tmp_path / "live", tmp_path / "simulated"}


def test_the_simulator_serves_the_recorded_days_that_are_named(tmp_path: Path) -> None:
    (tmp_path / "recorded").mkdir()

    command = find(make_system(tmp_path, recorded_dir=tmp_path / "recorded"), "simulator").command()

    assert command[-2:] == ["--recorded", str(tmp_path / "recorded")]


def test_without_automation_nothing_is_loaded_by_itself(tmp_path: Path) -> None:
    names = {part.name for part in make_system(tmp_path, automation=False).list_parts()}

    assert "first listing" not in names
    assert {"code server", "dagster", "daemon"} <= names


def test_the_signing_secret_is_told_to_the_api_alone_and_kept(tmp_path: Path) -> None:
    parts = [part for part in make_system(tmp_path).list_parts() if isinstance(part, Service)]

    told = {part.name: part.environment["TVSI_JWT_SECRET"] for part in parts if "TVSI_JWT_SECRET" in part.environment}

    kept = tmp_path / "simulated" / "jwt-secret"
    assert told == {"api": kept.read_text().strip()}
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_a_secret_of_the_operators_is_used_and_not_written_down(tmp_path: Path) -> None:
    system = make_system(tmp_path, jwt_secret="a secret of the operator, long enough")

    assert find(system, "api").environment["TVSI_JWT_SECRET"] == "a secret of the operator, long enough"
    assert not (tmp_path / "simulated" / "jwt-secret").exists()


def test_the_operators_secrets_reach_no_part_but_the_api(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secrets = {"TVSI_JWT_SECRET": "now " * 8, "TVSI_JWT_PREVIOUS_SECRET": "before " * 8}
    for name, value in secrets.items():
        monkeypatch.setenv(name, value)
    settings = {name.removeprefix("TVSI_").lower(): value for name, value in secrets.items()}

    parts = [part for part in make_system(tmp_path, **settings).list_parts() if isinstance(part, Service)]

    told = {part.name: {name: part.environment.get(name) for name in secrets} for part in parts}
    assert told.pop("api") == secrets
    assert {value for values in told.values() for value in values.values()} == {None}


@pytest.mark.parametrize("name", ["code server", "dagster", "daemon", "first listing"])
def test_dagster_has_its_home_in_the_data_directory_with_the_checkouts_settings(tmp_path: Path, name: str) -> None:
    environment = find(make_system(tmp_path), name).environment

    home = Path(environment["DAGSTER_HOME"])
    assert home == tmp_path / "simulated" / "dagster"
    assert "storage:" in (home / "dagster.yaml").read_text()
    assert environment["TVSI_DAGSTER_POSTGRES_URL"] == "postgresql+psycopg2://me@db.test/dagster"


def test_every_need_is_a_part(tmp_path: Path) -> None:
    parts = make_system(tmp_path).list_parts()

    assert {need for part in parts for need in part.needs} <= {part.name for part in parts}
