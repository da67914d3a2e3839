"""What ``make up`` reads from its environment, and what it leaves for other commands."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from catalog.settings import ADDRESSES, SettingsInvalid, StoreSettings
from embedded.addresses import keep_secret, publish_addresses
from embedded.settings import PartSettings, UpSettings, inherit_environment


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TVSI_DATA_DIR", str(tmp_path))
    for name in ("TVSI_POSTGRES_URL", "TVSI_ELASTICSEARCH_URL"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def test_without_variables_everything_is_embedded_on_the_documented_ports(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in UpSettings.model_fields:
        monkeypatch.delenv(f"TVSI_{name.upper()}", raising=False)

    settings = UpSettings.read()

    assert (settings.postgres_url, settings.elasticsearch_url) == (None, None)
    ports = (settings.api_port, settings.dagster_port, settings.elasticsearch_port, settings.simulator_port)
    assert ports == (8000, 3000, 9200, 8100)


def test_the_data_directory_is_made_absolute(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TVSI_DATA_DIR", "kept/here")

    assert UpSettings.read().data_dir == tmp_path / "kept" / "here"


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("TVSI_API_PORT", "70000"),
        ("TVSI_DAGSTER_PORT", "web"),
        ("TVSI_SOURCE", "invented"),
        ("TVSI_JWT_SECRET", "short"),
        ("TVSI_ELASTICSEARCH_HEAP", "much"),
    ],
)
def test_a_wrong_variable_is_named(monkeypatch: pytest.MonkeyPatch, variable: str, value: str) -> None:
    monkeypatch.setenv(variable, value)

    with pytest.raises(SettingsInvalid, match=variable):
        UpSettings.read()


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("TVSI_API_WORKERS", "many"),
        ("TVSI_PUBLIC_URL", "tv.example.org"),
        ("TVSI_INDEX_SHARDS", "0"),
        ("TVSI_INDEX_REPLICAS", "-1"),
        ("TVSI_COUNTRY", "Narnia"),
        ("TVSI_INITIAL_DAYS", "-1"),
        ("TVSI_TVMAZE_CALLS_PER_10S", "0"),
        ("TVSI_POSTGRES_URL", "mysql://db.test/tvsi"),
        ("TVSI_ELASTICSEARCH_URL", "localhost"),
    ],
)
def test_a_mistake_in_a_variable_of_the_parts_is_one_line_that_names_it(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    assert PartSettings.read().data_dir == data_dir
    monkeypatch.setenv(variable, value)

    with pytest.raises(SettingsInvalid, match=f"^{variable}: [^\n]+$"):
        PartSettings.read()


@pytest.mark.parametrize("name", ["missing", "file"])
def test_recorded_days_that_are_no_folder_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("TVSI_RECORDED_DIR", str(tmp_path / name))

    with pytest.raises(SettingsInvalid, match=f"^TVSI_RECORDED_DIR: .*/{name} is no folder$"):
        UpSettings.read()


def test_reading_the_parts_settings_does_not_load_the_parts() -> None:
    program = "import sys, embedded.settings; print({'sanic', 'dagster', 'elasticsearch'} & set(sys.modules))"

    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)

    assert done.stdout == "set()\n"


@pytest.mark.parametrize("spelling", ["no_proxy", "NO_PROXY"])
def test_the_parts_reach_each_other_without_the_proxy_that_the_operator_uses(
    monkeypatch: pytest.MonkeyPatch, spelling: str
) -> None:
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(spelling, "intranet.test")

    environment = inherit_environment()

    assert environment["no_proxy"] == environment["NO_PROXY"] == "intranet.test,127.0.0.1,localhost,::1"


def test_other_commands_find_the_addresses_while_it_runs_and_only_then(data_dir: Path) -> None:
    addresses = {"postgres_url": "postgresql://x@/tvsi", "elasticsearch_url": "http://127.0.0.1:9200"}

    with publish_addresses(data_dir, addresses):
        found = StoreSettings.read()

    assert (found.postgres_url, found.elasticsearch_url) == tuple(addresses.values())
    with pytest.raises(SettingsInvalid, match="no `make up` runs here"):
        StoreSettings.read()


def test_the_next_start_ignores_addresses_that_a_killed_one_left(data_dir: Path) -> None:
    (data_dir / ADDRESSES).write_text(json.dumps({"postgres_url": "postgresql://gone@/tvsi"}))

    assert UpSettings.read().postgres_url is None


def test_addresses_and_secret_are_for_us_alone(tmp_path: Path) -> None:
    with publish_addresses(tmp_path, {}) as addresses:
        keep_secret(tmp_path / "jwt-secret")
        modes = {stat.S_IMODE(path.stat().st_mode) for path in (addresses, tmp_path / "jwt-secret")}

    assert modes == {0o600}


def test_a_secret_is_made_once_long_enough_and_kept(tmp_path: Path) -> None:
    made = keep_secret(tmp_path / "new" / "jwt-secret")

    assert len(made.encode()) >= 32
    assert keep_secret(tmp_path / "new" / "jwt-secret") == made
    assert keep_secret(tmp_path / "other" / "jwt-secret") != made
