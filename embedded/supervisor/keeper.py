"""Keeps one service: starts its process, watches that it answers, starts it again when it ends, stops it."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from embedded.supervisor.janitor import Janitor
from embedded.supervisor.logs import make_room, open_log, read_tail
from embedded.supervisor.restarts import RestartPolicy
from embedded.supervisor.service import Service, StartFailed, State
from embedded.supervisor.sessions import end_session, list_members, send

POLL_SECONDS = 0.1
CHECK_SECONDS = 5.0
SILENT_SECONDS = 60.0
LEFTOVER_SECONDS = 5.0
LAST_WORDS = 200

Report = Callable[[str, State, str], None]


@dataclass(frozen=True)
class Surroundings:
    """What all keepers share: where logs go, who ends what is left after a kill, whom to tell."""

    logs: Path
    janitor: Janitor
    report: Report
    lifeline: int  # a pipe's reading end, every service's standard input: it ends when the supervisor does


class Keeper:
    """One service's life. ``run`` until cancelled, then ``stop``."""

    def __init__(self, service: Service, surroundings: Surroundings) -> None:
        self.service = service
        self.log = surroundings.logs / f"{service.name.replace(' ', '-')}.log"
        self.ready = asyncio.Event()
        self.state = State.WAITING
        self.process: asyncio.subprocess.Process | None = None
        self._janitor = surroundings.janitor
        self._lifeline = surroundings.lifeline
        self._report = surroundings.report
        self._policy = RestartPolicy()
        self._was_ready = False
        self._troubles: set[str] = set()

    async def run(self) -> None:
        """Keep the service running; a job, until it has ended. Raises ``StartFailed`` where nothing can help."""
        while True:
            began = time.monotonic()
            code = await self._run_once()
            if self.service.is_job:
                self._finish(code)
                return
            self._give_up_if_hopeless(code)
            delay = self._policy.next_delay(time.monotonic() - began)
            self._set(State.RESTARTING, f"{self._explain(code)}; starts again in {delay:g} s")
            await asyncio.sleep(delay)

    async def _run_once(self) -> int:
        self._set(State.STARTING, "")
        await asyncio.to_thread(self.service.prepare)
        process = await self._spawn()
        watching = None if self.service.is_job else asyncio.create_task(self._watch(process))
        try:
            return await process.wait()
        finally:
            if watching is not None:
                watching.cancel()
            self.ready.clear()
            if process.returncode is not None:
                await self._clean_up(process.pid)

    async def _spawn(self) -> asyncio.subprocess.Process:
        """Start the process in a session of its own."""
        with open_log(self.log) as log:
            process = await asyncio.create_subprocess_exec(
                *self.service.command(),
                stdin=self._lifeline,
                stdout=log,
                stderr=log,
                env=dict(self.service.environment),
                start_new_session=True,
                **self.service.identity,
            )
        self.process = process
        self._janitor.watch(process.pid, self.service.stop_signal)
        if self.service.niceness:
            with suppress(ProcessLookupError):
                os.setpriority(os.PRIO_PROCESS, process.pid, self.service.niceness)
        return process

    async def _watch(self, process: asyncio.subprocess.Process) -> None:
        """Say when it is ready, when it falls silent; end it when it stays so."""
        answered = time.monotonic() + self.service.start_seconds - SILENT_SECONDS
        while True:
            is_answering = await self._ask()
            if is_answering is None:
                answered = max(answered, time.monotonic())
            elif is_answering:
                answered = time.monotonic()
                self._say_ready()
            elif time.monotonic() - answered > SILENT_SECONDS:
                self._set(State.SILENT, "ended, to start it again")
                process.kill()
                return
            elif self.state is State.READY:
                self._set(State.SILENT, "")
            self._make_room()
            await asyncio.sleep(CHECK_SECONDS if self.state is State.READY else POLL_SECONDS)

    async def _ask(self) -> bool | None:
        """Ask whether the service answers; None where we can't (no file, no process left): that says nothing of it."""
        try:
            return await self.service.check()
        except OSError as error:
            self._say_trouble(f"can't be checked: {error}")
            return None

    def _make_room(self) -> None:
        try:
            make_room(self.log)
        except OSError as error:
            self._say_trouble(f"its log can't be set aside: {error}")

    def _say_trouble(self, trouble: str) -> None:
        """Say what hinders the watching, once and not at every look."""
        if trouble not in self._troubles:
            self._troubles.add(trouble)
            self._report(self.service.name, self.state, trouble)

    def _say_ready(self) -> None:
        if self.state is not State.READY:
            self._set(State.READY, "")
            self._was_ready = True
            self.ready.set()

    def _finish(self, code: int) -> None:
        self._set(*((State.DONE, "") if code == 0 else (State.FAILED, self._explain(code))))
        self.ready.set()

    def _explain(self, code: int) -> str:
        """Say how the process ended, in its own last words where it failed by itself."""
        if code < 0:
            return f"killed by {signal.Signals(-code).name}"
        words = read_tail(self.log).splitlines()[-1:]
        return f"ended with {code}: {''.join(words)[:LAST_WORDS]}, more in {self.log}"

    def _give_up_if_hopeless(self, code: int) -> None:
        if self.service.explain is not None and not self._was_ready:
            raise StartFailed(f"{self.service.name} does not start: {self.service.explain(code, self.log)}")

    async def _clean_up(self, pid: int) -> None:
        """End what the process left in its session (workers that hold a port, a run without its server)."""
        await asyncio.to_thread(end_session, pid, LEFTOVER_SECONDS)
        self._janitor.forget(pid)

    async def stop(self) -> None:
        """Stop the process and everything it started; kill what does not stop in time."""
        process = self.process
        if process is None or self.state in {State.DONE, State.FAILED}:
            return
        self._set(State.STOPPING, "")
        if process.returncode is None:
            whole = self.service.is_stopped_whole
            send(list_members(process.pid) if whole else [process.pid], self.service.stop_signal)
            with suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), self.service.stop_seconds)
        await self._clean_up(process.pid)
        self._set(State.STOPPED, "")

    def kill(self) -> None:
        """End the process and its session without ceremony."""
        if self.process is not None:
            send(list_members(self.process.pid), signal.SIGKILL)

    def _set(self, state: State, detail: str) -> None:
        self.state = state
        self._report(self.service.name, state, detail)
