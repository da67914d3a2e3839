"""The supervisor's rules: how long to wait before a restart, what is to be ended, what the screen says."""

from __future__ import annotations

import signal
from io import StringIO

import pytest
from rich.console import Console

from embedded.board import Board, describe
from embedded.databases import replace_database, to_dagster_url
from embedded.progress import Progress
from embedded.screen import Screen, render
from embedded.supervisor.janitor import read_sessions
from embedded.supervisor.restarts import RestartPolicy
from embedded.supervisor.service import Part, Service, State, Step


def ignore(message: str, *, is_routine: bool = False) -> None:
    """Hear nothing."""


class Said(list[str]):
    """Hears and keeps."""

    def __call__(self, message: str, *, is_routine: bool = False) -> None:  # noqa: ARG002 - all is kept
        self.append(message)


def make_service(name: str, address: str = "") -> Service:
    return Service(name, lambda: ["true"], {}, address=address)


def test_restarts_wait_twice_as_long_each_time_up_to_half_a_minute() -> None:
    policy = RestartPolicy()

    delays = [policy.next_delay(ran_seconds=1) for _ in range(9)]

    assert delays == [0.5, 1, 2, 4, 8, 16, 30, 30, 30]


def test_a_service_that_ran_for_a_minute_is_restarted_at_once_again() -> None:
    policy = RestartPolicy()
    for _ in range(5):
        policy.next_delay(ran_seconds=1)

    assert policy.next_delay(ran_seconds=60) == 0.5
    assert policy.next_delay(ran_seconds=1) == 1


def test_the_janitor_ends_what_was_named_and_not_taken_back() -> None:
    told = ["+10 15", "+11 2", "-10", "+12 15", "+11 2"]

    sessions = read_sessions(told)

    assert sessions == {11: signal.SIGINT, 12: signal.SIGTERM}


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "postgresql://me:pw@db.test:5432/tvsi?sslmode=require",
            "postgresql://me:pw@db.test:5432/dagster?sslmode=require",
        ),
        ("postgresql://postgres@/tvsi?host=/a/b", "postgresql://postgres@/dagster?host=/a/b"),
        ("postgresql:///tvsi?host=/a/b", "postgresql:///dagster?host=/a/b"),
        ("postgresql://db.test", "postgresql://db.test/dagster"),
        ("postgresql://db.test?connect_timeout=3", "postgresql://db.test/dagster?connect_timeout=3"),
    ],
)
def test_dagsters_database_is_on_the_same_server(url: str, expected: str) -> None:
    assert replace_database(url, "dagster") == expected


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_dagster_is_told_its_driver(scheme: str) -> None:
    assert to_dagster_url(f"{scheme}://me@/dagster?host=/a") == "postgresql+psycopg2://me@/dagster?host=/a"


def test_each_change_is_a_line_that_names_the_part_and_once_ready_its_address() -> None:
    said = Said()
    parts: list[Part] = [make_service("api", "http://127.0.0.1:8000"), Step("tables", print)]
    board = Board(parts, said)

    board.report("tables", State.DONE, "")
    board.report("api", State.READY, "")
    board.report("api", State.RESTARTING, "killed by SIGKILL; starts again in 0.5 s")

    assert said == [
        "tables: done",
        "api: ready at http://127.0.0.1:8000",
        "api: restarting (killed by SIGKILL; starts again in 0.5 s)",
    ]


def test_parts_that_are_not_ours_never_hold_a_stage_up() -> None:
    board = Board([make_service("postgres")], ignore)

    board.report("postgres", State.READY, "")

    assert board.is_ready("postgres", "elasticsearch")
    board.report("postgres", State.SILENT, "")
    assert not board.is_ready("postgres", "elasticsearch")


def test_progress_says_what_is_known_and_nothing_else() -> None:
    early = Progress(days_wanted=15)
    later = Progress(15, days=3, episodes=510, shows=80, casts=12, searchable=500, queued=2, running=1)

    assert describe(early) == "0 of 15 days loaded"
    assert describe(later) == (
        "3 of 15 days loaded, 510 episodes in Postgres, 500 searchable, "
        "casts of 12 of 80 shows, runs: 1 running, 2 queued"
    )


def test_the_table_shows_state_address_process_and_memory() -> None:
    board = Board([make_service("api", "http://127.0.0.1:8000")], ignore)
    board.report("api", State.READY, "")
    board.rows["api"].pid, board.rows["api"].memory_bytes = 4711, 123_000_000
    board.progress = Progress(15, days=1)
    console = Console(width=100, file=StringIO())

    with console.capture() as printed:
        console.print(render(board))

    shown = printed.get()
    for part in ("api", "ready", "http://127.0.0.1:8000", "4711", "123 MB", "1 of 15 days loaded"):
        assert part in shown


def test_off_a_terminal_there_are_only_lines_with_the_time(capsys: pytest.CaptureFixture[str]) -> None:
    screen = Screen(Console(force_terminal=False, width=40))
    board = Board([make_service("api")], screen.say)

    with screen.show(board):
        board.report("api", State.FAILED, "its last words, which are rather long, [bold]as they were[/bold]")

    printed = capsys.readouterr().out
    assert printed.count("\n") == 1
    assert printed[2] == printed[5] == ":"
    assert printed.endswith("[bold]as they were[/bold])\n")


def test_on_a_terminal_the_table_shows_the_routine_and_lines_the_rest() -> None:
    written = StringIO()
    screen = Screen(Console(file=written, force_terminal=True, width=120))
    board = Board([make_service("api")], screen.say)

    with screen.show(board):
        board.report("api", State.STARTING, "")
        board.report("api", State.RESTARTING, "killed by SIGKILL; starts again in 0.5 s")

    assert "api: starting" not in written.getvalue()
    assert "api: restarting (killed by SIGKILL" in written.getvalue()
