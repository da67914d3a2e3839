"""Users and permissions for a server that refuses to run as root: PostgreSQL."""

from __future__ import annotations

import os
import pwd
import stat
import subprocess
from pathlib import Path
from typing import TypedDict

SERVER_USER = "pgserver"


class Identity(TypedDict, total=False):
    """What ``subprocess`` needs to run a process as another user, with none of our groups."""

    user: str
    group: int
    extra_groups: list[int]


class NoServerUser(RuntimeError):
    """Root can't make the user that PostgreSQL needs."""


def choose_server_user() -> str | None:
    """Name the user to run as: nobody in particular, or as root one that is made for the purpose."""
    if os.geteuid() != 0:
        return None
    try:
        pwd.getpwnam(SERVER_USER)
    except KeyError:
        _add_user()
    return SERVER_USER


def _add_user() -> None:
    command = ["useradd", "--system", "--no-create-home", "--shell", "/bin/false", SERVER_USER]
    try:
        subprocess.run(command, check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise NoServerUser(
            f"PostgreSQL does not run as root, and the user {SERVER_USER} can't be made: {error}. "
            "Make it, or run as an ordinary user"
        ) from None


def become(user: str | None) -> Identity:
    """Give the arguments of ``Popen`` that run a process as a user; none where that is us."""
    return {} if user is None else {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []}


def read_owner(of: Path | str | None) -> int | None:
    """Give the user id that owns a path or goes by a name."""
    if of is None:
        return None
    return of.lstat().st_uid if isinstance(of, Path) else pwd.getpwnam(of).pw_uid


def give_to(user: str, path: Path) -> None:
    """Make a user the owner of a path."""
    entry = pwd.getpwnam(user)
    os.chown(path, entry.pw_uid, entry.pw_gid)


def let_read(tree: Path, probe: Path) -> None:
    """Let others read and run a tree where they can't read one of its files (a strict umask made it)."""
    if probe.stat().st_mode & stat.S_IROTH:
        return
    for path in [tree, *tree.rglob("*")]:
        mode = path.stat().st_mode
        is_run = path.is_dir() or mode & stat.S_IXUSR
        path.chmod(mode | stat.S_IROTH | (stat.S_IXOTH if is_run else 0))


def let_pass(path: Path) -> None:
    """Let others pass through the folders above a path, as root's server must. Passing is not reading."""
    for folder in path.parents:
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            folder.chmod(mode | stat.S_IXOTH)
