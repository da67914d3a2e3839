"""Addresses of stores are checked where they are read, and a wrong one is named without its password."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog.settings import SettingsInvalid, StoreSettings

POSTGRES, ELASTICSEARCH = "postgresql://tvsi@localhost/tvsi", "http://localhost:9200"


def _read(monkeypatch: pytest.MonkeyPatch, postgres: str, elasticsearch: str) -> StoreSettings:
    monkeypatch.setenv("TVSI_POSTGRES_URL", postgres)
    monkeypatch.setenv("TVSI_ELASTICSEARCH_URL", elasticsearch)
    return StoreSettings.read()


@pytest.mark.parametrize("address", [ELASTICSEARCH, "https://u:p@h:9243", "http://a:9200,http://b:9200"])
def test_addresses_of_one_or_several_nodes_are_taken(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    assert _read(monkeypatch, POSTGRES, address).elasticsearch_url == address


def test_addresses_of_several_nodes_may_stand_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    found = _read(monkeypatch, POSTGRES, " http://a:9200 , http://b:9200 ")

    assert found.elasticsearch_url == "http://a:9200,http://b:9200"


def test_a_node_that_is_named_twice_is_told_without_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsInvalid, match=r"TVSI_ELASTICSEARCH_URL: names a:9200 twice") as told:
        _read(monkeypatch, POSTGRES, "http://u:secret@a:9200,http://b:9200,http://A:9200/")

    assert "secret" not in str(told.value)


@pytest.mark.parametrize("address", ["nonsense", "http://h", "ftp://h:1", "http://u:secret@h:99999", "http://[", " "])
def test_a_malformed_address_is_named_without_its_password(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    with pytest.raises(SettingsInvalid, match="TVSI_ELASTICSEARCH_URL: is no http") as told:
        _read(monkeypatch, POSTGRES, address)

    assert "secret" not in str(told.value)


def test_another_kind_of_database_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsInvalid, match="TVSI_POSTGRES_URL: is no postgresql"):
        _read(monkeypatch, "mysql://x", ELASTICSEARCH)


def test_the_data_directory_may_be_below_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "addresses.json").write_text('{"postgres_url": "postgresql://found"}')
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("TVSI_DATA_DIR", "~/data")
    monkeypatch.setenv("TVSI_ELASTICSEARCH_URL", ELASTICSEARCH)
    monkeypatch.delenv("TVSI_POSTGRES_URL", raising=False)

    assert StoreSettings.read().postgres_url == "postgresql://found"
