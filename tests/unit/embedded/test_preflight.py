"""What is refused before anything is started."""

from __future__ import annotations

from pathlib import Path

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
