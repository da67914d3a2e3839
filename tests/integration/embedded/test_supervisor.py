"""The supervisor over real processes: small Python programs that run, end, fork and refuse to stop."""

from __future__ import annotations

import asyncio
import errno
import os
import signal
import time
from pathlib import Path

import pytest

from embedded.supervisor.checks import says
from embedded.supervisor.service import Part, Service, StartFailed, State, Step
from embedded.supervisor.sessions import list_members
from tests.integration.embedded.supervising import (
    DEADLINE_SECONDS,
    FOREVER,
    STUBBORN,
    WITH_CHILD,
    Witness,
    pid_of,
    service,
    supervised,
    until,
)


@pytest.fixture
def witness() -> Witness:
    return Witness()


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


async def test_what_hinders_the_watching_is_said_once_and_does_not_end_it(
    tmp_path: Path, witness: Witness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("embedded.supervisor.keeper.CHECK_SECONDS", 0.05)
    monkeypatch.setattr("embedded.supervisor.keeper.SILENT_SECONDS", 0.3)
    answers = iter([*[None] * 10, *[True] * 3, *[None] * 10])

    def answer() -> bool:
        if (said := next(answers, False)) is None:
            raise OSError(errno.EMFILE, "Too many open files")
        return said

    async with supervised(tmp_path, witness, service("api", check=says(answer), start_seconds=0.3)):
        await witness.await_state("api", State.READY)
        await witness.await_state("api", State.SILENT, times=2)

    details = [detail for _, _, detail in witness.heard if "Too many" in detail]
    assert details == ["can't be checked: [Errno 24] Too many open files"]


async def test_a_log_that_cannot_be_set_aside_does_not_end_the_watching(
    tmp_path: Path, witness: Witness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("embedded.supervisor.keeper.CHECK_SECONDS", 0.05)
    monkeypatch.setattr("embedded.supervisor.logs.MOST_BYTES", 1)
    (tmp_path / "api.1.log").mkdir()
    (tmp_path / "open").touch()
    talking = service("api", f"print('many words', flush=True); {FOREVER}", check=says((tmp_path / "open").exists))

    async with supervised(tmp_path, witness, talking):
        await until(lambda: any("its log can't be set aside" in detail for _, _, detail in witness.heard))
        (tmp_path / "open").unlink()
        await witness.await_state("api", State.SILENT)


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
