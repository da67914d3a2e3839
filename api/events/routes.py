"""``WS /v1/events``. What is wrong with a request is answered before it becomes a WebSocket."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

import orjson
from sanic import Blueprint, Request
from sanic.exceptions import WebsocketClosed
from sanic.server.protocols.websocket_protocol import WebSocketProtocol
from sanic.server.websockets.impl import WebsocketImplProtocol
from websockets.exceptions import ConnectionClosed

from api.authentication import Visitor
from api.clients import ClientAddresses
from api.events.followers import Followers
from api.events.queries import find_newest, list_events
from api.kinds import INT64, Integer
from api.metering import note_answer
from api.meters import Meters
from api.parameters import Parameter, invalid, parse_query
from api.problems import UPGRADE_REQUIRED, Problem
from api.stores import Postgres

SINCE = Parameter("since", Integer(0, INT64), "The last event that is known: later ones come first.", 7)
SEND_SECONDS = 10.0
SWITCHING_PROTOCOLS = 101
TRY_AGAIN_LATER = 1013  # the WebSocket's close code
GONE = (ConnectionClosed, WebsocketClosed, TimeoutError)
blueprint = Blueprint("events", url_prefix="/v1")


@blueprint.get("/events")
async def follow(
    request: Request,
    *,
    visitor: Visitor,
    postgres: Postgres,
    followers: Followers,
    clients: ClientAddresses,
    meters: Meters,
) -> None:
    """Tell of all events since the one that is named, and of new ones as they come."""
    del visitor  # who asks is counted, and told the same as everybody
    since = parse_query(request.query_string, (SINCE,))["since"]
    if request.headers.getone("Upgrade", "").casefold() != "websocket":
        raise Problem(
            UPGRADE_REQUIRED, f"{UPGRADE_REQUIRED.title}.", headers={"Upgrade": "websocket", "Connection": "Upgrade"}
        )
    newest = await postgres.run(find_newest)
    if since is not None and since > newest:
        raise invalid({"since": f"is later than the newest event, {newest}"})
    with followers.follow(clients.of(request)) as news:
        protocol = request.transport.get_protocol()
        if not isinstance(protocol, WebSocketProtocol):
            raise TypeError("the app serves WebSockets")
        socket = await protocol.websocket_handshake(request)
        note_answer(request, SWITCHING_PROTOCOLS, meters)  # no middleware sees it
        with suppress(*GONE):
            await _tell(socket, postgres, news, newest if since is None else since)


# Sanic must send no response after it.
follow.is_websocket = True  # type: ignore[attr-defined] # as Sanic marks its own


async def _tell(socket: WebsocketImplProtocol, postgres: Postgres, news: asyncio.Event, since: int) -> None:
    """Send what there is, wait for more, until the client is gone."""
    left = asyncio.create_task(_await_leaving(socket))
    try:
        while not left.done():
            news.clear()
            try:
                events = await postgres.run(list_events, since)
            except Problem as problem:
                await socket.close(TRY_AGAIN_LATER, problem.kind.title)
                return
            for event in events:
                await asyncio.wait_for(socket.send(orjson.dumps(event).decode()), SEND_SECONDS)
                since = event["id"]
            if not events:
                await _wait_for_either(left, news)
    finally:
        left.cancel()


async def _wait_for_either(left: asyncio.Task[Any], news: asyncio.Event) -> None:
    coming = asyncio.create_task(news.wait())
    try:
        await asyncio.wait([left, coming], return_when=asyncio.FIRST_COMPLETED)
    finally:
        coming.cancel()


async def _await_leaving(socket: WebsocketImplProtocol) -> None:
    """Read, so that pongs and the end are seen; whatever a client says means nothing here."""
    with suppress(*GONE):
        while await socket.recv() is not None:
            pass
