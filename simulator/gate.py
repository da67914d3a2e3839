"""What every call of a TVMaze endpoint passes: the ledger, the rate limit, scripted faults, TVMaze's headers."""

from __future__ import annotations

from sanic import HTTPResponse, Request

from simulator.clock import Clock
from simulator.disruption import disrupt, truncate
from simulator.errors import too_many_calls
from simulator.faults import FaultScript
from simulator.ledger import Call, Ledger
from simulator.limiter import SlidingWindow

CONTROL = "/_simulator"


class Gate:
    """Judges calls at their arrival, in one process, so the limit is exact."""

    def __init__(self, clock: Clock, limit: SlidingWindow) -> None:
        self.clock = clock
        self.limit = limit
        self.ledger = Ledger()
        self.script = FaultScript()

    async def enter(self, request: Request) -> HTTPResponse | None:
        """Record a call, refuse it over the limit, and carry out the fault that is scripted for it."""
        if request.path.startswith(CONTROL):
            return None
        request.ctx.fault = None
        request.ctx.call = call = self._record(request)
        if not self.limit.admit(call.client, call.at):
            raise too_many_calls()
        request.ctx.fault = fault = self.script.next_fault(call.path, call.query)
        return await disrupt(request, fault) if fault else None

    async def leave(self, request: Request, response: HTTPResponse) -> None:
        """Note the status, give the answer TVMaze's headers, and cut it short where that is scripted."""
        # Sanic makes an answer for a lost connection too; nobody gets it.
        if not hasattr(request.ctx, "call") or (request.conn_info and request.conn_info.lost):
            return
        request.ctx.call.status = response.status
        response.headers.setdefault("date", self.clock.date_header())
        response.headers.setdefault("cache-control", "public, max-age=3600")
        fault = request.ctx.fault
        if fault and fault.fault == "truncate":
            await truncate(request, response, fault)

    def reset(self) -> None:
        """Forget calls, arrivals and faults, as if just started."""
        self.ledger.clear()
        self.limit.clear()
        self.script.replace([])

    def _record(self, request: Request) -> Call:
        target = f"{request.path}?{request.query_string}" if request.query_string else request.path
        at = self.clock.arrival()
        return self.ledger.record(
            Call(at, request.method, request.path, request.query_string, target, client=request.ip)
        )
