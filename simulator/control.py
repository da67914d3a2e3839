"""The simulator's own endpoints, under ``/_simulator``: neither limited nor recorded."""

from __future__ import annotations

import orjson
from sanic import Blueprint, HTTPResponse, Request, empty, json

from simulator.faults import FaultInvalid
from simulator.gate import CONTROL, Gate

control = Blueprint("control", url_prefix=CONTROL)


@control.get("/ledger")
async def list_calls(request: Request) -> HTTPResponse:
    """List every call since the last emptying, in order of arrival."""
    return json(_gate(request).ledger.entries())


@control.delete("/ledger")
async def empty_ledger(request: Request) -> HTTPResponse:
    """Empty the ledger."""
    _gate(request).ledger.clear()
    return empty()


@control.get("/faults")
async def list_faults(request: Request) -> HTTPResponse:
    """List the faults in force, each with the number of matching calls seen."""
    return json(_gate(request).script.describe())


@control.put("/faults")
async def replace_faults(request: Request) -> HTTPResponse:
    """Put a list of faults in force; an invalid one is a 400 that names the field, and the old list stays."""
    try:
        _gate(request).script.replace(orjson.loads(request.body))
    except orjson.JSONDecodeError:
        return json({"error": "the body is not JSON"}, status=400)
    except FaultInvalid as error:
        return json({"error": str(error)}, status=400)
    return json(_gate(request).script.describe())


@control.delete("/faults")
async def remove_faults(request: Request) -> HTTPResponse:
    """Let every call be answered again."""
    _gate(request).script.replace([])
    return empty()


@control.post("/reset")
async def reset(request: Request) -> HTTPResponse:
    """Forget calls, arrivals and faults, as if just started."""
    _gate(request).reset()
    return empty()


def _gate(request: Request) -> Gate:
    gate: Gate = request.app.ctx.gate
    return gate
