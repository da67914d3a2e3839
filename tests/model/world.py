"""Both stores and the processes that use them; a seed decides who comes next, and what goes wrong."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from random import Random

from tests.model.elasticsearch import Elasticsearch
from tests.model.postgres import Disconnected, Pause, Postgres, Session, Steps

# Some are much slower than others for a while: most mistakes need somebody who is overtaken at one certain step.
PACES, CHANGES_OF_PACE = (1.0, 0.2, 0.01), (0.02, 0.1, 0.3)
SHARE_OF_ELASTICSEARCH = 0.4


class Process:
    """Somebody at work."""

    def __init__(self, make: Callable[[], Steps], *, again: bool) -> None:
        self.make = make
        self.again = again
        self.pace = 1.0
        self.waits_for: Pause = None
        self.steps: Steps
        self.sessions: list[Session] = []


class World:
    """Everything there is. ``clock`` counts what has happened."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)
        self.postgres = Postgres()
        self.es = Elasticsearch(self.chance)
        self.clock = 1
        self._change_of_pace = self.chance.choice(CHANGES_OF_PACE)
        self._processes: list[Process] = []
        self._running: Process | None = None

    def open_session(self) -> Session:
        """Connect whoever is at work; the connection ends with the process."""
        session = Session(self.postgres)
        if self._running:
            self._running.sessions.append(session)
        return session

    def start(self, make: Callable[[], Steps], *, again: bool = False) -> Process:
        """Start a process, which is started ``again`` whenever it is killed."""
        process = Process(make, again=again)
        starting, self._running = self._running, process
        process.steps = make()
        self._running = starting
        self._processes.append(process)
        return process

    def is_at_work(self, process: Process) -> bool:
        """Tell whether a process has not ended."""
        return process in self._processes

    def count_visitors(self) -> int:
        """Count those at work who come to an end by themselves."""
        return sum(not process.again for process in self._processes)

    def advance(self) -> None:
        """Let somebody do a step, or Elasticsearch where everybody waits for it."""
        self.clock += 1
        if self.chance.random() < self._change_of_pace and self._processes:
            self.chance.choice(self._processes).pace = self.chance.choice(PACES)
        ready = [process for process in self._processes if process.waits_for is None or process.waits_for()]
        if not ready or (self.es.requests and self.chance.random() < SHARE_OF_ELASTICSEARCH):
            self.es.advance()
            return
        self._running = process = self.chance.choices(ready, [process.pace for process in ready])[0]
        try:
            process.waits_for = next(process.steps)
        except (StopIteration, Disconnected):
            self._end(process)
        finally:
            self._running = None

    def even_out(self) -> None:
        """Let everybody have the same pace."""
        for process in self._processes:
            process.pace = 1.0

    def kill(self) -> None:
        """Kill somebody; what was open is rolled back, what was sent is under way."""
        if self._processes:
            self._end(self.chance.choice(self._processes))

    def kill_all(self) -> None:
        """Kill everybody."""
        for process in list(self._processes):
            self._end(process)

    def _end(self, process: Process) -> None:
        with suppress(Disconnected):
            process.steps.close()
        for session in process.sessions:
            session.close()
        self._processes.remove(process)
        if process.again:
            self.start(process.make, again=True)
