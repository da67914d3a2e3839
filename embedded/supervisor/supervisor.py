"""Starts the parts of a system as their needs are met, keeps them, and stops them in order."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from itertools import groupby

from embedded.supervisor.keeper import Keeper, Surroundings
from embedded.supervisor.service import Part, Service, StartFailed, State, Step


class Supervisor:
    """A system of parts that name their needs. ``run`` it until it is told to stop."""

    def __init__(self, parts: Sequence[Part], surroundings: Surroundings) -> None:
        self._report = surroundings.report
        self._steps = [part for part in parts if isinstance(part, Step)]
        self.keepers = [Keeper(part, surroundings) for part in parts if isinstance(part, Service)]
        self.ready = {step.name: asyncio.Event() for step in self._steps}
        self.ready |= {keeper.service.name: keeper.ready for keeper in self.keepers}

    async def run(self, stop: asyncio.Event) -> None:
        """Run everything until told to stop, or until a part can't start (raises ``StartFailed``)."""
        running = [asyncio.create_task(self._run_step(step)) for step in self._steps]
        running += [asyncio.create_task(self._run_keeper(keeper)) for keeper in self.keepers]
        stopping = asyncio.create_task(stop.wait())
        try:
            await self._await_end(running, stopping)
        finally:
            for task in (*running, stopping):
                task.cancel()
            await asyncio.gather(*running, stopping, return_exceptions=True)
            await self._stop()

    async def _await_end(self, running: list[asyncio.Task[None]], stopping: asyncio.Task[bool]) -> None:
        pending: set[asyncio.Task[None] | asyncio.Task[bool]] = {*running, stopping}
        while stopping in pending:
            done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()

    async def _run_step(self, step: Step) -> None:
        await self._await_needs(step.needs)
        self._report(step.name, State.STARTING, "")
        await asyncio.to_thread(step.action)
        self._report(step.name, State.DONE, "")
        self.ready[step.name].set()

    async def _run_keeper(self, keeper: Keeper) -> None:
        await self._await_needs(keeper.service.needs)
        try:
            await keeper.run()
        except (OSError, RuntimeError) as error:  # the program is not there, its data can't be prepared
            raise StartFailed(f"{keeper.service.name} does not start: {error}") from error

    async def _await_needs(self, needs: tuple[str, ...]) -> None:
        for need in needs:
            await self.ready[need].wait()

    async def _stop(self) -> None:
        """Stop what uses a store before the store; within a stage, all at once."""
        ordered = sorted(self.keepers, key=lambda keeper: -keeper.service.stage)
        for _, stage in groupby(ordered, key=lambda keeper: keeper.service.stage):
            await asyncio.gather(*(keeper.stop() for keeper in stage))

    def kill(self) -> None:
        """End everything at once: those who wait for a clean stop see their processes end."""
        for keeper in self.keepers:
            keeper.kill()
