"""The supervisor over real processes: small Python programs that run, end, fork and refuse to stop."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import pytest

from embedded.supervisor.checks import says
from embedded.supervisor.janitor import Janitor
from embedded.supervisor.keeper import Surroundings
from embedded.supervisor.service import Part, Service, StartFailed, State, Step
from embedded.supervisor.sessions import end_session, list_members
from embedded.supervisor.supervisor import Supervisor

FOREVER = "import time; time.sleep(600)"
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"
WITH_CHILD = f"import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', {STUBBORN!r}]); time.sleep(600)"
DEADLINE_SECONDS = 20


@dataclass
class Witness:
    """Hears every report."""

    heard: list[tuple[str, State, str]] = field(default_factory=list)

    def __call__(self, name: str, state: State, detail: str) -> None:
        self.heard.append((name, state, detail))

    def order(self, state: State) -> list[str]:
        return [name for name, heard, _ in self.heard if heard is state]

    async def await_state(self, name: str, state: State, times: int = 1) -> None:
        await until(lambda: self.order(state).count(name) >= times)


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(DEADLINE_SECONDS):
        while not condition():  # noqa: ASYNC110 - processes end without an event of ours
            await asyncio.sleep(0.02)


def service(name: str, program: str = FOREVER, **options: Any) -> Service:
    return Service(name, lambda: [sys.executable, "-c", program], dict(os.environ), **options)


@pytest.fixture
def witness() -> Witness:
    return Witness()


@asynccontextmanager
async def supervised(
    logs: Path, witness: Witness, *parts: Part
) -> AsyncIterator[tuple[Supervisor, asyncio.Task[None], asyncio.Event]]:
    """Run the parts; stop them at the end, unless that was done."""
    stop = asyncio.Event()
    reading, writing = os.pipe()
    with Janitor() as janitor:
        supervisor = Supervisor(parts, Surroundings(logs, janitor, witness, reading))
        running = asyncio.create_task(supervisor.run(stop))
        try:
            yield supervisor, running, stop
        finally:
            stop.set()
            await asyncio.gather(running, return_exceptions=True)
            os.close(writing)
            os.close(reading)


def pid_of(supervisor: Supervisor, name: str) -> int:
    keeper = next(keeper for keeper in supervisor.keepers if keeper.service.name == name)
    assert keeper.process is not None
    return keeper.process.pid


async def test_parts_start_when_what_they_need_is_ready(tmp_path: Path, witness: Witness) -> None:
    done: list[str] = []
    parts: list[Part] = [
        service("api", needs=("tables",)),
        Step("tables", lambda: done.append("tables"), ("store",)),
        service("store", check=says((tmp_path / "open").exists)),
    ]

    async with supervised(tmp_path, witness, *parts):
        await witness.await_state("store", State.STARTING)
        before = list(done), witness.order(State.STARTING)
        (tmp_path / "open").touch()
        await witness.await_state("api", State.READY)

    assert before == ([], ["store"])
    assert witness.order(State.STARTING) == ["store", "tables", "api"]


async def test_a_killed_service_is_said_and_started_again(tmp_path: Path, witness: Witness) -> None:
    async with supervised(tmp_path, witness, service("api")) as (supervisor, _, _):
        await witness.await_state("api", State.READY)
        first = pid_of(supervisor, "api")
        os.kill(first, signal.SIGKILL)
        await witness.await_state("api", State.READY, times=2)
        second = pid_of(supervisor, "api")

    assert second != first
    assert ("api", State.RESTARTING, "killed by SIGKILL; starts again in 0.5 s") in witness.heard


async def test_a_service_that_fails_says_its_last_words(tmp_path: Path, witness: Witness) -> None:
    failing = service("api", "import sys; sys.exit('no secret is set')")

    async with supervised(tmp_path, witness, failing):
        await witness.await_state("api", State.RESTARTING)

    detail = next(detail for _, state, detail in witness.heard if state is State.RESTARTING)
    assert detail.startswith("ended with 1: no secret is set, more in ")


async def test_what_a_killed_service_left_is_ended_before_it_starts_again(tmp_path: Path, witness: Witness) -> None:
    async with supervised(tmp_path, witness, service("code server", WITH_CHILD)) as (supervisor, _, _):
        await witness.await_state("code server", State.READY)
        first = pid_of(supervisor, "code server")
        await until(lambda: len(list_members(first)) == 2)
        os.kill(first, signal.SIGKILL)
        await witness.await_state("code server", State.READY, times=2)

        assert list_members(first) == []


async def test_a_silent_service_is_said(tmp_path: Path, witness: Witness, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("embedded.supervisor.keeper.CHECK_SECONDS", 0.05)
    (tmp_path / "open").touch()
    quiet = service("api", check=says((tmp_path / "open").exists))

    async with supervised(tmp_path, witness, quiet):
        await witness.await_state("api", State.READY)
        (tmp_path / "open").unlink()
        await witness.await_state("api", State.SILENT)
        (tmp_path / "open").touch()
        await witness.await_state("api", State.READY, times=2)

    assert State.RESTARTING not in {state for _, state, _ in witness.heard}


async def test_a_service_that_stays_silent_is_restarted(
    tmp_path: Path, witness: Witness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("embedded.supervisor.keeper.SILENT_SECONDS", 0.3)
    hung = service("api", check=says(lambda: False), start_seconds=0.3)

    async with supervised(tmp_path, witness, hung):
        await witness.await_state("api", State.STARTING, times=2)

    assert ("api", State.SILENT, "ended, to start it again") in witness.heard


async def test_a_store_that_does_not_start_ends_everything_with_its_own_explanation(
    tmp_path: Path, witness: Witness
) -> None:
    broken = service(
        "store",
        "import sys; sys.exit(65)",
        check=says(lambda: False),
        explain=lambda code, log: f"code {code}, log {log.name}",
    )

    async with supervised(tmp_path, witness, service("other"), broken) as (supervisor, running, _):
        with pytest.raises(StartFailed, match=r"store does not start: code 65, log store\.log"):
            await asyncio.wait_for(running, DEADLINE_SECONDS)

        assert list_members(pid_of(supervisor, "other")) == []


async def test_a_store_that_ran_is_restarted_like_any_other(tmp_path: Path, witness: Witness) -> None:
    async with supervised(tmp_path, witness, service("store", explain=lambda *_: "never said")) as (supervisor, _, _):
        await witness.await_state("store", State.READY)
        os.kill(pid_of(supervisor, "store"), signal.SIGKILL)
        await witness.await_state("store", State.READY, times=2)


async def test_a_failing_step_ends_the_start(tmp_path: Path, witness: Witness) -> None:
    def fail() -> None:
        raise StartFailed("this database holds live data")

    async with supervised(tmp_path, witness, Step("tables", fail), service("api", needs=("tables",))) as (
        _,
        running,
        _,
    ):
        with pytest.raises(StartFailed, match="holds live data"):
            await asyncio.wait_for(running, DEADLINE_SECONDS)

    assert "api" not in {name for name, _, _ in witness.heard}


async def test_a_missing_program_is_named(tmp_path: Path, witness: Witness) -> None:
    missing = Service("api", lambda: ["/nowhere/to/be/found"], {})

    async with supervised(tmp_path, witness, missing) as (_, running, _):
        with pytest.raises(StartFailed, match="/nowhere/to/be/found"):
            await asyncio.wait_for(running, DEADLINE_SECONDS)


@pytest.mark.parametrize(("code", "state"), [(0, State.DONE), (3, State.FAILED)])
async def test_a_job_runs_once_and_holds_nobody_up(tmp_path: Path, witness: Witness, code: int, state: State) -> None:
    job = service("first listing", f"import sys; sys.exit({code})", is_job=True)

    async with supervised(tmp_path, witness, job, service("after", needs=("first listing",))):
        await witness.await_state("after", State.READY)

    assert witness.order(State.STARTING) == ["first listing", "after"]
    assert witness.order(state)[0] == "first listing"


async def test_what_uses_a_store_stops_before_the_store(tmp_path: Path, witness: Witness) -> None:
    parts = [service("store", stage=0), service("indexer", stage=1), service("api", stage=2)]

    async with supervised(tmp_path, witness, *parts) as (_, running, stop):
        for part in parts:
            await witness.await_state(part.name, State.READY)
        stop.set()
        await asyncio.wait_for(running, DEADLINE_SECONDS)

    assert witness.order(State.STOPPED) == ["api", "indexer", "store"]


async def test_a_stop_ends_what_ignores_it_and_what_its_children_left(tmp_path: Path, witness: Witness) -> None:
    parts = [service("stubborn", STUBBORN, stop_seconds=0.2), service("parent", WITH_CHILD)]

    async with supervised(tmp_path, witness, *parts) as (supervisor, running, stop):
        await witness.await_state("parent", State.READY)
        sessions = [pid_of(supervisor, part.name) for part in parts]
        await until(lambda: len(list_members(sessions[1])) == 2)
        stop.set()
        await asyncio.wait_for(running, DEADLINE_SECONDS)

    assert [list_members(session) for session in sessions] == [[], []]


async def test_the_second_signal_ends_everything_at_once(tmp_path: Path, witness: Witness) -> None:
    async with supervised(tmp_path, witness, service("stubborn", STUBBORN, stop_seconds=60)) as (
        supervisor,
        running,
        stop,
    ):
        await witness.await_state("stubborn", State.READY)
        stop.set()
        await witness.await_state("stubborn", State.STOPPING)
        began = time.monotonic()
        supervisor.kill()
        await asyncio.wait_for(running, DEADLINE_SECONDS)

    assert time.monotonic() - began < 10


def test_the_janitor_ends_everything_when_its_supervisor_is_killed(tmp_path: Path) -> None:
    leftover = tmp_path / "addresses.json"
    leftover.touch()
    supervisor = subprocess.Popen(
        [sys.executable, "-c", SUPERVISOR, str(leftover), WITH_CHILD], stdout=subprocess.PIPE, text=True
    )
    assert supervisor.stdout is not None
    session = int(supervisor.stdout.readline())
    wait_until(lambda: len(list_members(session)) == 2)

    with supervisor:
        supervisor.kill()

    wait_until(lambda: list_members(session) == [])
    wait_until(lambda: not leftover.exists())


def test_the_janitor_leaves_alone_what_was_ended_in_order(tmp_path: Path) -> None:
    other = subprocess.Popen([sys.executable, "-c", FOREVER], start_new_session=True)

    with other:
        with Janitor(tmp_path / "none") as janitor:
            janitor.watch(other.pid)
            janitor.forget(other.pid)

        assert psutil.Process(other.pid).status() != psutil.STATUS_ZOMBIE
        end_session(other.pid, 5)


SUPERVISOR = textwrap.dedent("""
    import subprocess, sys, time
    from pathlib import Path
    from embedded.supervisor.janitor import Janitor

    janitor = Janitor(Path(sys.argv[1]))
    service = subprocess.Popen([sys.executable, "-c", sys.argv[2]], start_new_session=True)
    janitor.watch(service.pid)
    print(service.pid, flush=True)
    time.sleep(600)
""")


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)
