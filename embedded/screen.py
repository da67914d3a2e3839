"""The operator's view: a live table on a terminal, a line per change anywhere else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

from embedded.board import Board, Row, describe
from embedded.supervisor.service import State

STYLES = {
    State.READY: "green",
    State.DONE: "green",
    State.FAILED: "bold red",
    State.RESTARTING: "bold red",
    State.SILENT: "bold red",
    State.STARTING: "yellow",
}
MEGABYTE = 1_000_000


class Screen:
    """Where messages go. On a terminal the table stays below them, drawn once a second."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(highlight=False)
        self._has_table = False

    def say(self, message: str, *, is_routine: bool = False) -> None:
        """Print a message with the time, unless the table shows the same."""
        if is_routine and self._has_table:
            return
        moment = datetime.now().astimezone().strftime("%H:%M:%S")
        self._console.print(Text(f"{moment} {message}"), soft_wrap=True)

    @contextmanager
    def show(self, board: Board) -> Iterator[None]:
        """Keep the table on a terminal; elsewhere the messages are all there is."""
        if not self._console.is_terminal:
            yield
            return
        table = Live(get_renderable=lambda: render(board), console=self._console, refresh_per_second=1, transient=True)
        with table:
            self._has_table = True
            yield
        self._has_table = False


def render(board: Board) -> RenderableType:
    """Draw the table of parts and the line of progress."""
    table = Table(box=None, pad_edge=False)
    for title in ("service", "state", "address"):
        table.add_column(title)
    for title in ("process", "memory"):
        table.add_column(title, justify="right")
    for row in board.rows.values():
        table.add_row(*_draw(row))
    total = sum(row.memory_bytes for row in board.rows.values())
    lines: list[RenderableType] = [table, Text(f"memory in all: {total // MEGABYTE} MB")]
    if board.progress is not None:
        lines.append(Text(describe(board.progress)))
    return Group(*lines)


def _draw(row: Row) -> tuple[RenderableType, ...]:
    memory = f"{row.memory_bytes // MEGABYTE} MB" if row.memory_bytes else ""
    state = Text(str(row.state), style=STYLES.get(row.state, ""))
    return row.name, state, row.address, str(row.pid or ""), memory
