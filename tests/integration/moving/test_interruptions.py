"""A move that is given up or killed in its middle leaves both ends as they were, and can be said again."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg
import pytest

from embedded.moving.move import Targets, Teller, move_stores
from embedded.postgres import EmbeddedPostgres
from embedded.settings import UpSettings
from tests.everything import Rows
from tests.integration.moving.embedded_site import (
    EmbeddedSite,
    drop_database,
    make_database,
    make_site,
    read_rows,
)

PATIENCE_SECONDS = 60
# Stops in the middle of the rows, with a copy that is not committed, until it is killed.
_STUCK = """
import sys, time
from contextlib import contextmanager
from embedded.moving.move import Targets, Teller, move_stores
from embedded.settings import UpSettings
@contextmanager
def show(title, total):
    rows = iter(range(5))
    def advance(_):
        if next(rows, None) is None:
            print("stuck", flush=True)
            time.sleep(600)
    yield advance
move_stores(UpSettings.read(), Targets(sys.argv[1], is_dagster_left=True, may_replace=True), Teller(print, show))
"""


@pytest.fixture
def site(tmp_path: Path) -> EmbeddedSite:
    return make_site(tmp_path / "data")


@pytest.fixture
def url(postgres_server: EmbeddedPostgres) -> Iterator[str]:
    name = f"moved_{secrets.token_hex(4)}"
    yield make_database(postgres_server, name)
    drop_database(postgres_server, name)


def _give_up_after(rows: int) -> Teller:
    @contextmanager
    def show(_: str, __: int) -> Iterator[Callable[[int], None]]:
        left = iter(range(rows))

        def advance(_: int) -> None:
            if next(left, None) is None:
                raise KeyboardInterrupt

        yield advance

    return Teller(lambda _: None, show)


def _move(site: EmbeddedSite, url: str, teller: Teller) -> None:
    settings = UpSettings(data_dir=site.data_dir, source="simulated")
    move_stores(settings, Targets(url, is_dagster_left=True, may_replace=True), teller)


def _prepare_target(site: EmbeddedSite, url: str, *, is_filled: bool) -> Rows:
    """Leave the target empty, or with an earlier move's rows that went on since."""
    if is_filled:
        _move(site, url, _give_up_after(10_000))
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("DELETE FROM episode_like WHERE episode_id = 11")
    return read_rows(url)


@pytest.mark.parametrize("is_filled", [False, True])
def test_a_move_that_is_given_up_leaves_the_target_as_it_was(
    site: EmbeddedSite,
    url: str,
    is_filled: bool,  # noqa: FBT001 - a table of two
) -> None:
    before = _prepare_target(site, url, is_filled=is_filled)

    with pytest.raises(KeyboardInterrupt):
        _move(site, url, _give_up_after(5))

    assert read_rows(url) == before
    _move(site, url, _give_up_after(10_000))
    assert read_rows(url) == site.read()


def test_a_move_that_is_killed_leaves_the_target_as_it_was_and_no_server_behind(site: EmbeddedSite, url: str) -> None:
    before = _prepare_target(site, url, is_filled=True)
    environment = {**os.environ, "TVSI_DATA_DIR": str(site.data_dir)}
    with subprocess.Popen([sys.executable, "-c", _STUCK, url], env=environment, stdout=subprocess.PIPE) as moving:
        assert moving.stdout is not None
        assert moving.stdout.readline() == b"stuck\n"

        moving.send_signal(signal.SIGKILL)

    deadline = time.monotonic() + PATIENCE_SECONDS
    while _count_servers(site):
        assert time.monotonic() < deadline, "the embedded Postgres was left running"
        time.sleep(0.1)
    assert read_rows(url) == before
    _move(site, url, _give_up_after(10_000))
    assert read_rows(url) == site.read()


def _count_servers(site: EmbeddedSite) -> int:
    directory = str(site.data_dir / "simulated" / "postgres" / "data")
    return sum(directory in (process.info["cmdline"] or ()) for process in psutil.process_iter(["cmdline"]))


def test_a_row_that_is_lost_on_the_way_is_noticed_and_nothing_is_kept(
    site: EmbeddedSite, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = psycopg.Copy.write
    monkeypatch.setattr(
        psycopg.Copy, "write", lambda self, row: None if b"somebody" in bytes(row) else write(self, row)
    )

    with pytest.raises(Exception, match=r"the copy differs in login_failure \(1 rows, 0 at the target\)"):
        _move(site, url, _give_up_after(10_000))

    assert read_rows(url) == {}
