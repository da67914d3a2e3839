"""Where a request comes from: a proxy is believed only if it is trusted, and then only about whom it heard itself."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from sanic.compat import Header

from api.clients import UNKNOWN, ClientAddresses
from api.settings import read_networks

PROXIES = ClientAddresses(read_networks("10.0.0.0/8, 2001:db8:ffff::/48, ::1"))


@pytest.mark.parametrize("forged", ["198.51.100.1", "10.0.0.1", "::1", "198.51.100.1, 10.0.0.1", "", "unknown"])
def test_an_untrusted_client_cannot_say_where_it_comes_from(forged: str) -> None:
    path = [*(part.strip() for part in forged.split(",")), "203.0.113.7"]

    assert PROXIES.find(path) == "203.0.113.7"
    assert ClientAddresses(()).find(path) == "203.0.113.7"


@pytest.mark.parametrize(
    ("path", "found"),
    [
        (["203.0.113.7", "10.0.0.1"], "203.0.113.7"),
        (["203.0.113.7", "10.0.0.2", "10.0.0.1"], "203.0.113.7"),
        (["203.0.113.7", "10.0.0.1", "::1"], "203.0.113.7"),
        (["198.51.100.1", "203.0.113.7", "10.0.0.1"], "203.0.113.7"),
        (["10.9.9.9", "203.0.113.7", "10.0.0.1"], "203.0.113.7"),
        (["2001:db8:1:2:3:4:5:6", "2001:db8:ffff:1::1"], "2001:db8:1:2::"),
        (["10.0.0.3", "10.0.0.2", "10.0.0.1"], "10.0.0.3"),
        (["10.0.0.1"], "10.0.0.1"),
        (["203.0.113.7:4711", "10.0.0.1"], "203.0.113.7"),
        (["[2001:db8:1:2:3:4:5:6]:4711", "10.0.0.1"], "2001:db8:1:2::"),
        (["[2001:db8:1:2::1]", "10.0.0.2:80", "10.0.0.1"], "2001:db8:1:2::"),
    ],
    ids=" > ".join,
)
def test_a_chain_of_trusted_proxies_is_followed_to_the_first_that_is_none(path: list[str], found: str) -> None:
    assert PROXIES.find(path) == found


@pytest.mark.parametrize(
    "garbage",
    [
        "",
        "unknown",
        "_hidden",
        "for=203.0.113.7",
        "203.0.113.7:port",
        "203.0.113.7:4711:4711",
        "[2001:db8::1",
        "[203.0.113.7]:4711x",
        "203.0.113",
        "0203.0113.0.7",
        "203.0.113.256",
        "203.0.113.7/32",
        "3405803783",
        "\uff12\uff10\uff13.0.113.7",
        "localhost",
        "' OR 1=1 --",
        "x" * 10_000,
    ],
    ids=lambda text: repr(text[:20]),
)
def test_garbage_ends_the_chain_at_the_proxy_that_passed_it_on(garbage: str) -> None:
    assert PROXIES.find(["198.51.100.1", garbage, "10.0.0.2", "10.0.0.1"]) == "10.0.0.2"
    assert PROXIES.find([garbage]) == UNKNOWN


def test_a_request_from_nowhere_has_an_address_all_the_same() -> None:
    assert PROXIES.find([]) == UNKNOWN


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::"),
        ("2001:0DB8:0001:0002::", "2001:db8:1:2::"),
        ("2001:db8:1:3::", "2001:db8:1:3::"),
        ("fe80::1%eth0", "fe80::"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("::ffff:cb00:7107", "203.0.113.7"),
        ("203.0.113.7", "203.0.113.7"),
    ],
)
def test_a_host_counts_as_one_however_many_addresses_it_has(address: str, found: str) -> None:
    assert PROXIES.find([address]) == found


def test_a_proxy_that_is_connected_by_a_mapped_address_is_trusted_as_well() -> None:
    assert PROXIES.find(["203.0.113.7", "::ffff:10.0.0.1"]) == "203.0.113.7"


@pytest.mark.parametrize(
    ("sent", "found"),
    [
        ([], "10.0.0.1"),
        (["203.0.113.7"], "203.0.113.7"),
        (["198.51.100.1 ,  203.0.113.7,10.0.0.2"], "203.0.113.7"),
        (["198.51.100.1", "203.0.113.7", "10.0.0.2"], "203.0.113.7"),
        (["203.0.113.7,"], "10.0.0.1"),
    ],
)
def test_several_headers_are_one_chain_and_the_connection_is_its_end(sent: list[str], found: str) -> None:
    headers = Header([("x-forwarded-for", text) for text in sent])
    request: Any = SimpleNamespace(headers=headers, ip="10.0.0.1")

    assert PROXIES.of(request) == found
