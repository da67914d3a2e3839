"""A worker has so many places for clients that follow events, and nobody takes them all."""

from __future__ import annotations

import asyncio
import json

import pytest
from websockets.asyncio.client import ClientConnection as AsyncConnection
from websockets.asyncio.client import connect as connect_async
from websockets.exceptions import InvalidStatus

from api.events.followers import MOST, MOST_EACH
from tests.integration.events.conftest import Events


async def _open(events: Events, number: int, *clients: str) -> list[AsyncConnection]:
    """Open as many, by turns of some clients that a proxy tells of."""
    told = [{"X-Forwarded-For": clients[n % len(clients)]} for n in range(number)]
    return [await connect_async(events.address, proxy=None, additional_headers=one).__aenter__() for one in told]


async def _close(sockets: list[AsyncConnection]) -> None:
    await asyncio.gather(*(socket.close() for socket in sockets))


async def _be_refused(events: Events, client: str) -> None:
    with pytest.raises(InvalidStatus) as refused:
        await _open(events, 1, client)
    assert refused.value.response.status_code == 503
    assert json.loads(refused.value.response.body or b"")["type"] == "urn:tvsi:problem:events-busy"


async def test_one_too_many_is_told_to_come_later_and_whoever_leaves_makes_room(proxied: Events) -> None:
    clients = [f"10.0.0.{n}" for n in range(MOST // MOST_EACH)]
    sockets = await _open(proxied, MOST, *clients)

    await _be_refused(proxied, "10.0.1.1")
    await _close(sockets)

    await _close(await _open(proxied, MOST, *clients))


async def test_one_client_takes_its_own_places_alone(proxied: Events) -> None:
    """An IPv6 host has a whole network for itself."""
    client = [f"2001:db8::{n}" for n in range(1, MOST_EACH + 1)]
    sockets = await _open(proxied, MOST_EACH, *client)

    await _be_refused(proxied, "2001:db8::ffff")
    others = await _open(proxied, 2, "2001:db8:1::1", "10.0.0.1")
    await _close(sockets)

    await _close(others + await _open(proxied, MOST_EACH, *client))
