"""PostgreSQL 18 out of a wheel, on a Unix socket, as a child process that the caller owns."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import psutil

from embedded.ownership import become, choose_server_user, give_to, let_pass, let_read, read_owner
from embedded.supervisor.logs import read_tail
from embedded.wheels import find_postgres

# A socket's path may have 107 bytes on Linux and 103 on macOS, `/.s.PGSQL.5432` included.
MAX_SOCKET_DIRECTORY = 85
START_SECONDS = 60
SOCKET_LOCK = ".s.PGSQL.5432.lock"
SETTINGS = {"listen_addresses": "", "unix_socket_permissions": "0700", "max_connections": "100"}
# Sorts and folds alike on every machine, whatever locales it has.
CLUSTER = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C"]
LOCALE = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]


class PostgresDidNotStart(RuntimeError):
    """The server ended or never answered; the message carries the end of its log."""


class EmbeddedPostgres:
    """A PostgreSQL server over one data directory. ``start`` it, use ``url``, send it SIGINT; the data stays."""

    STOP_SIGNAL = signal.SIGINT  # stops without waiting for clients to leave

    def __init__(self, directory: Path) -> None:
        self.directory = directory.resolve()
        self.log = self.directory / "postgres.log"
        self.user = choose_server_user()
        self._data = self.directory / "data"
        self._sockets = _choose_socket_directory(self.directory)
        self._binaries = find_postgres()

    def url(self, database: str = "postgres") -> str:
        """Give the address of one of the server's databases."""
        return f"postgresql://postgres@/{database}?host={self._sockets}"

    def prepare(self) -> None:
        """Make the data directory where there is none. As root, it belongs to a user made for it."""
        self.directory.mkdir(parents=True, exist_ok=True)
        self.log.touch()
        _make_private(self._data, self.user)
        _make_private(self._sockets, self.user)
        if self.user is not None:
            give_to(self.user, self.log)
            let_read(self._binaries.parent, probe=self._binaries / "postgres")
            for path in (self._data, self._sockets, self._binaries):
                let_pass(path)
        if (self._data / "PG_VERSION").exists():
            self._check_owner_is_gone()
        else:
            self._make_cluster()

    def _make_cluster(self) -> None:
        command = [str(self._binaries / "initdb"), *CLUSTER, *LOCALE, "-D", str(self._data)]
        done = subprocess.run(command, check=False, cwd="/", **become(self.user), capture_output=True, text=True)
        if done.returncode != 0:
            raise PostgresDidNotStart(f"initdb failed in {self._data}: {done.stderr.strip()}")

    def _check_owner_is_gone(self) -> None:
        """Refuse data that a server runs over, and forget one that died.

        PostgreSQL itself trusts a reused process id, and refuses a file that a full disk or a power cut left empty.
        """
        for lock in (self._data / "postmaster.pid", self._sockets / SOCKET_LOCK):
            pid = _read_pid(lock)
            if pid is not None and self._is_server(pid):
                message = f"another PostgreSQL (process {pid}) runs over {self.directory}: stop it first"
                raise PostgresDidNotStart(message)
            lock.unlink(missing_ok=True)

    def _is_server(self, pid: int) -> bool:
        try:
            return str(self._data) in psutil.Process(pid).cmdline()
        except psutil.NoSuchProcess:
            return False

    def command(self) -> list[str]:
        """Give the command line of the server, to run in the foreground as ``user``."""
        settings = {**SETTINGS, "unix_socket_directories": str(self._sockets)}
        binary = str(self._binaries / "postgres")
        return [binary, "-D", str(self._data), *(f"--{name}={value}" for name, value in settings.items())]

    def start(self) -> subprocess.Popen[bytes]:
        """Start the server and wait until it answers; raises ``PostgresDidNotStart``."""
        self.prepare()
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                self.command(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                start_new_session=True,
                **become(self.user),
            )
        deadline = time.monotonic() + START_SECONDS
        while not self.is_ready():
            if process.poll() is not None or time.monotonic() > deadline:
                process.kill()
                process.wait()
                raise PostgresDidNotStart(self.explain(process.returncode, self.log))
            time.sleep(0.05)
        return process

    def is_ready(self) -> bool:
        """Tell whether the server accepts connections."""
        command = [str(self._binaries / "pg_isready"), "-q", "-t", "2", "-h", str(self._sockets)]
        return subprocess.run(command, check=False).returncode == 0

    def explain(self, code: int, log: Path) -> str:
        """Say why the server ended, with the end of its log."""
        return f"PostgreSQL ended with {code}; its log is {log}\n{read_tail(log)}"


def _read_pid(lock: Path) -> int | None:
    """Read which process holds a lock file; None where there is no such file, or nothing legible in it."""
    try:
        first = lock.read_bytes().split(b"\n", 1)[0].strip()
    except FileNotFoundError:
        return None
    return int(first) if first.isdigit() else None


def _choose_socket_directory(directory: Path) -> Path:
    """Keep sockets in the data directory unless its path is too long for one."""
    inside = directory / "sockets"
    if len(os.fsencode(inside)) <= MAX_SOCKET_DIRECTORY:
        return inside
    name = hashlib.sha256(os.fsencode(directory)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"tvsi-{os.getuid()}-{name}"


def _make_private(path: Path, user: str | None) -> None:
    """Make a directory that its owner alone enters; refuse one that somebody else put there."""
    path.mkdir(mode=0o700, exist_ok=True)
    if path.is_symlink() or read_owner(path) not in {os.getuid(), read_owner(user)}:
        raise PostgresDidNotStart(f"{path} belongs to another user: remove it, or choose another TVSI_DATA_DIR")
    path.chmod(0o700)
    if user is not None:
        give_to(user, path)
