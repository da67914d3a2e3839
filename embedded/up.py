"""``make up``: look first, then run everything until told to stop, and leave nothing behind."""

from __future__ import annotations

import asyncio
import os
import signal
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

from catalog.settings import ADDRESSES
from embedded.addresses import publish_addresses
from embedded.board import Board
from embedded.following import Follower
from embedded.preflight import check_ports, check_space, hold_lock
from embedded.progress import Watcher
from embedded.screen import Screen
from embedded.services import System
from embedded.settings import PartSettings, UpSettings
from embedded.source import decide_source, remember_source
from embedded.stores import choose_elasticsearch, choose_postgres
from embedded.supervisor.janitor import Janitor
from embedded.supervisor.keeper import Surroundings
from embedded.supervisor.supervisor import Supervisor
from embedded.timings import Timings

BLOCKING_CALLS = 32  # checks, preparations and observations that may wait at the same time


def run_up(settings: UpSettings, screen: Screen) -> None:
    """Run the whole system until SIGINT, SIGTERM or SIGHUP; raises ``StartFailed`` with what to do."""
    with ExitStack() as stack:
        lock = stack.enter_context(hold_lock(settings.data_dir))
        (settings.data_dir / ADDRESSES).unlink(missing_ok=True)  # of one that was killed with everything around it
        system = _make_system(settings, screen)
        janitor = stack.enter_context(Janitor(settings.data_dir / ADDRESSES, held=(lock,)))
        stack.enter_context(publish_addresses(settings.data_dir, system.addresses))
        asyncio.run(_run(system, screen, janitor))


def _make_system(settings: UpSettings, screen: Screen) -> System:
    PartSettings.read()
    check_space(settings.data_dir)
    decision = decide_source(settings)
    if decision.notice:
        screen.say(decision.notice)
    folder = settings.data_dir / decision.source
    system = System(settings, decision, choose_postgres(settings, folder), choose_elasticsearch(settings, folder))
    check_ports(system.ports)
    remember_source(decision, settings.data_dir)
    return system


async def _run(system: System, screen: Screen, janitor: Janitor) -> None:
    loop = asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(BLOCKING_CALLS))
    parts = system.list_parts()
    board = Board(parts, screen.say)
    reading, writing = os.pipe()
    supervisor = Supervisor(parts, Surroundings(system.folder / "logs", janitor, board.report, reading))
    follower = Follower(board, supervisor, Watcher(system.addresses), Timings(system.folder / "timings.json"))
    stop = _listen_for_stop(loop, supervisor, screen)
    following = asyncio.create_task(follower.run(stop))
    try:
        with screen.show(board):
            await supervisor.run(stop)
    finally:
        following.cancel()
        os.close(writing)
        os.close(reading)


def _listen_for_stop(loop: asyncio.AbstractEventLoop, supervisor: Supervisor, screen: Screen) -> asyncio.Event:
    """Stop in order at the first signal, at once at the second."""
    stop = asyncio.Event()

    def hear() -> None:
        if stop.is_set():
            supervisor.kill()
        else:
            screen.say("stopping; the data stays. Once more ends everything at once")
            stop.set()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, hear)
    return stop
