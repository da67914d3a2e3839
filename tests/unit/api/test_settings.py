"""Settings are checked where they are read."""

from __future__ import annotations

import pytest

from api.settings import ApiSettings, read_networks
from catalog.settings import SettingsInvalid

STORES = {
    "TVSI_POSTGRES_URL": "postgresql://x",
    "TVSI_ELASTICSEARCH_URL": "http://x:9200",
    "TVSI_DATA_DIR": "/nonexistent",
    "TVSI_JWT_SECRET": "a secret that is long enough for signing",
}


@pytest.fixture(autouse=True)
def _stores(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in STORES.items():
        monkeypatch.setenv(name, value)


def test_links_start_with_the_port_unless_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TVSI_API_PORT", "8123")

    assert ApiSettings.read().base_url == "http://127.0.0.1:8123"


def test_links_start_with_the_public_address_without_its_last_slash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TVSI_PUBLIC_URL", "https://tv.example/tvsi/")

    assert ApiSettings.read().base_url == "https://tv.example/tvsi"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TVSI_API_PORT", "0"),
        ("TVSI_API_PORT", "http"),
        ("TVSI_API_WORKERS", "0"),
        ("TVSI_PUBLIC_URL", "tv.example"),
        ("TVSI_PUBLIC_URL", "https://tv.example/?a=b"),
        ("TVSI_SOURCE", "imagined"),
        ("TVSI_TIMEZONE", "Mars/Olympus"),
        ("TVSI_JWT_SECRET", "short"),
        ("TVSI_JWT_PREVIOUS_SECRET", "short"),
        ("TVSI_TRUSTED_PROXIES", "10.0.0.1, proxy"),
        ("TVSI_RATE_LIMITS", "perhaps"),
        ("TVSI_METRICS_TOKEN", "short"),
    ],
)
def test_a_malformed_variable_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(SettingsInvalid, match=name):
        ApiSettings.read()


def test_there_is_no_default_secret_and_no_secret_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "long enough" not in repr(ApiSettings.read())
    monkeypatch.delenv("TVSI_JWT_SECRET")

    with pytest.raises(SettingsInvalid, match="TVSI_JWT_SECRET is not set"):
        ApiSettings.read()


def test_proxies_are_addresses_or_networks() -> None:
    assert [str(network) for network in read_networks(" 10.0.0.5, 172.16.0.0/12,::1 ,")] == [
        "10.0.0.5/32",
        "172.16.0.0/12",
        "::1/128",
    ]
