"""The embedded PostgreSQL, as a real process."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from embedded.postgres import EmbeddedPostgres, PostgresDidNotStart


@contextmanager
def running(server: EmbeddedPostgres) -> Iterator[subprocess.Popen[bytes]]:
    process = server.start()
    try:
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(20)


def query(server: EmbeddedPostgres, statement: str) -> str:
    with psycopg.connect(server.url(), autocommit=True) as connection:
        row = connection.execute(statement).fetchone()
    assert row is not None
    return str(row[0])


def test_a_restart_after_a_kill_keeps_what_was_committed(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path)
    with running(server) as process:
        with psycopg.connect(server.url()) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
        process.kill()
        process.wait(20)

    with running(server):
        number = query(server, "SELECT number FROM kept")

    assert number == "7"


def test_interrupting_it_stops_it_cleanly_with_clients_connected(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path)

    with running(server) as process, psycopg.connect(server.url()):
        process.send_signal(signal.SIGINT)
        code = process.wait(20)

    assert code == 0
    assert not (tmp_path / "data" / "postmaster.pid").exists()


def test_it_sorts_and_folds_alike_on_every_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "xx_YY.UTF-8")  # no machine has it
    server = EmbeddedPostgres(tmp_path)

    with running(server):
        folded = query(server, "SELECT lower('ÉCLAIR')")

    assert folded == "éclair"


def test_it_answers_on_no_port_and_to_nobody_else(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path)

    with running(server):
        addresses = query(server, "SHOW listen_addresses")

    assert addresses == ""
    assert stat.S_IMODE((tmp_path / "sockets").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700


def test_a_path_too_long_for_a_socket_works(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path / ("long" * 30))

    with running(server):
        version = query(server, "SHOW server_version")

    assert version.startswith("18.")


def test_a_reused_process_id_does_not_keep_it_from_starting(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path)
    with running(server):
        left = (tmp_path / "data" / "postmaster.pid").read_text()
    (tmp_path / "data" / "postmaster.pid").write_text(f"{os.getpid()}\n{left.split(chr(10), 1)[1]}")

    with running(server):
        version = query(server, "SHOW server_version")

    assert version.startswith("18.")


@pytest.mark.parametrize("left", [b"", b"\0\0\0\0", b"\xff\n", b"-7\n"])
def test_a_lock_file_that_a_power_cut_left_illegible_does_not_keep_it_from_starting(
    tmp_path: Path, left: bytes
) -> None:
    server = EmbeddedPostgres(tmp_path)
    server.prepare()
    (tmp_path / "data" / "postmaster.pid").write_bytes(left)
    (tmp_path / "sockets" / ".s.PGSQL.5432.lock").write_bytes(left)

    with running(server):
        version = query(server, "SHOW server_version")

    assert version.startswith("18.")


def test_a_second_server_over_the_same_data_says_so(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path)

    with running(server) as process, pytest.raises(PostgresDidNotStart, match=f"process {process.pid}. runs over"):
        EmbeddedPostgres(tmp_path).start()


def test_a_damaged_directory_is_explained_with_the_servers_own_words(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path)
    with running(server):
        pass
    (tmp_path / "data" / "PG_VERSION").write_text("9\n")

    with pytest.raises(PostgresDidNotStart, match="incompatible with server"):
        server.start()


def test_a_socket_folder_of_another_user_is_refused(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / "sockets").symlink_to(elsewhere)

    with pytest.raises(PostgresDidNotStart, match="belongs to another user"):
        EmbeddedPostgres(tmp_path).start()
