"""One database into another, in one transaction of the target's: all of it, or nothing.

The tables' definitions come from PostgreSQL's own ``pg_dump``. The rows go through this process: the wheel's programs
reach the embedded server, but know no TLS, which outside servers ask for.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Sequence

from psycopg.sql import SQL, Identifier

from embedded.moving.contents import SAME_TEXT, Connection, list_differing, list_tables, measure
from embedded.supervisor.service import StartFailed
from embedded.wheels import find_postgres

_SEQUENCES = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL"
_FUNCTIONS = """
    SELECT oid::regprocedure::text FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace AND NOT EXISTS
      (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
"""


def copy_database(
    source: Connection, source_url: str, target: Connection, on_rows: Callable[[int], None], *, may_empty: bool
) -> dict[str, int]:
    """Make the target hold what the source does, and give each table's number of rows.

    In place of what it holds if that is allowed; else it is empty. Raises ``StartFailed``, and leaves the target as it
    was, where they don't hold the same in the end.
    """
    source.execute("SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
    with source.transaction(), target.transaction():
        tables = list_tables(source)
        if may_empty:
            _empty(target)
        target.execute(_read_definitions(source_url, "pre-data").encode())
        for table in tables:
            _copy_table(source, target, table, on_rows)
        _copy_sequences(source, target)
        target.execute(_read_definitions(source_url, "post-data").encode())
        target.execute(SAME_TEXT)
        expected = measure(source, tables)
        if differing := list_differing(expected, measure(target, tables)):
            raise StartFailed(f"the copy differs in {', '.join(differing)}; the target is as it was. Say it again")
    return {table: content.rows for table, content in expected.items()}


def _empty(target: Connection) -> None:
    """Drop all tables, and functions that no extension owns."""
    for table in list_tables(target):
        target.execute(SQL("DROP TABLE public.{} CASCADE").format(Identifier(table)))
    for (function,) in target.execute(_FUNCTIONS).fetchall():
        target.execute(f"DROP FUNCTION IF EXISTS {function} CASCADE")


def _copy_table(source: Connection, target: Connection, table: str, on_rows: Callable[[int], None]) -> None:
    name = Identifier("public", table)
    reading, writing = source.cursor(), target.cursor()
    with (
        reading.copy(SQL("COPY {} TO STDOUT").format(name)) as rows,
        writing.copy(SQL("COPY {} FROM STDIN").format(name)) as written,
    ):
        for row in rows:
            written.write(row)
            on_rows(1)


def _copy_sequences(source: Connection, target: Connection) -> None:
    for name, value in source.execute(_SEQUENCES).fetchall():
        target.execute("SELECT setval(%s::regclass, %s)", (f'public."{name}"', value))


def _read_definitions(url: str, section: str) -> str:
    """Read what makes tables (``pre-data``), or their indexes and keys (``post-data``), as SQL for any client."""
    words = ("--no-owner", "--no-privileges", f"--section={section}", url)
    done = _run("pg_dump", words)
    # What is left begins with a backslash is for psql alone.
    return "\n".join(line for line in done.splitlines() if not line.startswith("\\"))


def _run(program: str, words: Sequence[str]) -> str:
    done = subprocess.run([str(find_postgres() / program), *words], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise StartFailed(f"{program} failed: {done.stderr.strip()}")
    return done.stdout
