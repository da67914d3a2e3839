"""Carrying out a scripted fault on a real connection."""

from __future__ import annotations

import asyncio
import socket
import struct
from typing import Any, cast

import orjson
from sanic import HTTPResponse, Request
from sanic.headers import format_http1_response

from simulator.faults import Fault

JSON = "application/json; charset=UTF-8"
HTML = "text/html; charset=UTF-8"


async def disrupt(request: Request, fault: Fault) -> HTTPResponse | None:
    """Carry out a fault before the ordinary answer; ``None`` lets that answer follow."""
    if fault.fault == "delay":
        await asyncio.sleep(fault.value)
    elif fault.fault == "hang":
        await _wait_for_the_end()
    elif fault.fault == "reset":
        await _reset(request)
    elif fault.fault == "status":
        return _with_status(fault.value)
    elif fault.fault == "body":
        return _with_body(200, fault.value)
    return None


async def truncate(request: Request, response: HTTPResponse, fault: Fault) -> None:
    """Promise the whole answer, send part of it, and close the connection."""
    body: bytes = response.body or b""
    kept = len(body) // 2 if fault.value is None else min(fault.value, max(len(body) - 1, 0))
    response.headers["content-length"] = str(len(body))
    transport = _transport_of(request)
    transport.write(format_http1_response(response.status, response.processed_headers) + body[:kept])
    transport.close()
    await _wait_for_the_end()


async def _reset(request: Request) -> None:
    transport = _transport_of(request)
    # A linger of zero seconds makes the close a RST instead of a FIN.
    transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
    await _wait_for_the_end()


async def _wait_for_the_end() -> None:
    """Wait until the connection is lost: Sanic then cancels the handler, and nothing more is sent."""
    await asyncio.get_running_loop().create_future()


def _transport_of(request: Request) -> asyncio.Transport:
    # Sanic's annotation names asyncio's private transport class.
    return cast(asyncio.Transport, request.transport)


def _with_status(value: Any) -> HTTPResponse:
    if isinstance(value, int):
        return _with_body(value, {"name": "Fault", "message": "", "code": 0, "status": value})
    response = _with_body(value["status"], value.get("body", ""))
    response.headers.update(value.get("headers", {}))
    return response


def _with_body(status: int, value: Any) -> HTTPResponse:
    if isinstance(value, str):
        return HTTPResponse(value.encode(), status, content_type=HTML)
    if isinstance(value, dict) and set(value) == {"size"}:
        return HTTPResponse(b'["' + b"x" * max(value["size"] - 4, 0) + b'"]', status, content_type=JSON)
    return HTTPResponse(orjson.dumps(value), status, content_type=JSON)
