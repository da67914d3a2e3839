"""What is refused before anything is started."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from embedded.preflight import check_ports, check_space, hold_lock
from embedded.supervisor.service import StartFailed


def test_a_full_disk_is_said_with_what_is_left_and_needed(tmp_path: Path) -> None:
    check_space(tmp_path, needed_bytes=1)

    with pytest.raises(StartFailed, match=r"GB left and 1000000000 GB is needed: free some"):
        check_space(tmp_path, needed_bytes=10**18)


def test_two_variables_with_one_port_are_both_named() -> None:
    with pytest.raises(StartFailed, match="TVSI_DAGSTER_PORT and TVSI_API_PORT are both 1"):
        check_ports({"TVSI_API_PORT": 1, "TVSI_DAGSTER_PORT": 1})


def test_a_directory_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with (
        pytest.raises(StartFailed, match=r"TVSI_DATA_DIR: .*file/data can't be written"),
        hold_lock(tmp_path / "file/data"),
    ):
        pass


def test_a_directory_is_held_by_one_and_free_again_afterwards(tmp_path: Path) -> None:
    with hold_lock(tmp_path), pytest.raises(StartFailed, match="another `make up`"), hold_lock(tmp_path):
        pass

    with hold_lock(tmp_path) as lock:
        assert lock > 0


@contextmanager
def held_for(holder: int, directory: Path) -> Iterator[None]:
    """Hold the lock in the name of a process, as the one does that ends what a killed start left."""
    with (directory / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.write(str(holder))
        lock.flush()
        yield


def test_a_start_that_runs_is_not_waited_for(tmp_path: Path) -> None:
    with (
        held_for(os.getpid(), tmp_path),
        pytest.raises(StartFailed, match=f"process {os.getpid()}"),
        hold_lock(tmp_path),
    ):
        pass


def test_a_killed_start_that_nobody_reaped_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    freed: list[float] = []
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        os.waitid(os.P_PID, ended.pid, os.WEXITED | os.WNOWAIT)
        assert psutil.Process(ended.pid).status() == psutil.STATUS_ZOMBIE
        holding = held_for(ended.pid, tmp_path)
        holding.__enter__()

        def free(seconds: float) -> None:
            freed.append(seconds)
            holding.__exit__(None, None, None)

        monkeypatch.setattr("embedded.preflight.time.sleep", free)
        with hold_lock(tmp_path):
            pass

    assert len(freed) == 1


@pytest.mark.parametrize("left", [b"", b"\0\0\0\0", b"-3"])
def test_a_lock_file_that_says_nothing_legible_is_no_obstacle(tmp_path: Path, left: bytes) -> None:
    (tmp_path / "lock").write_bytes(left)

    with hold_lock(tmp_path):
        assert (tmp_path / "lock").read_text() == str(os.getpid())
