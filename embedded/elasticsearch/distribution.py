"""Elasticsearch's home folder, made once per environment and shared by every data directory: jars and our classes."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from embedded.elasticsearch.jars import COMPILER, LOCK, VERSION, Jar, fetch_jars, read_lock
from embedded.wheels import find_java

SOURCES = Path(__file__).with_name("java")
STAMP = "made-of"
COMPILE_SECONDS = 120
LAYOUT = "2"  # raise it when the home is arranged otherwise
LAUNCHER = "Launcher"
PLUGIN = "EmbeddedPlugin"
DESCRIPTOR = """\
name={name}
description={description}
version={version}
elasticsearch.version={version}
java.version=21
classname={classname}
"""


class CompilationFailed(RuntimeError):
    """The launcher or the plugin does not compile; the message is the compiler's, or that it took too long."""


class Distribution:
    """An installed server: where its home is, how to run it."""

    def __init__(self, home: Path | None = None) -> None:
        self.home = home or Path(sys.prefix) / "share" / "tvsi" / f"elasticsearch-{VERSION}"

    @property
    def classpath(self) -> str:
        """Give the class path of the server, in the order that the cache was made with."""
        jars = [self.home / "launcher.jar", *sorted((self.home / "lib").glob("*.jar"))]
        return os.pathsep.join(map(str, jars))

    @property
    def cache(self) -> Path:
        """Name the file with the server's classes as loaded and linked once; it may be missing."""
        return self.home / "server.aot"

    def is_installed(self) -> bool:
        """Tell whether the home is there and made of the present lock and sources."""
        stamp = self.home / STAMP
        return stamp.is_file() and stamp.read_text() == _describe_inputs()

    def install(self) -> bool:
        """Fetch, check, arrange and compile, unless that is done; tell whether it was not.

        Whole or not at all, also when interrupted.
        """
        if self.is_installed():
            return False
        self.home.parent.mkdir(parents=True, exist_ok=True)
        with (self.home.parent / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # another process may be installing: then there is nothing left to do
            if self.is_installed():
                return False
            self._install()
            return True

    def _install(self) -> None:
        with tempfile.TemporaryDirectory(prefix=".elasticsearch-", dir=self.home.parent) as staging:
            made = Path(staging) / "home"
            _arrange(fetch_jars(read_lock(), Path(staging) / "repository"), made)
            (made / STAMP).write_text(_describe_inputs())
            if self.home.exists():
                shutil.rmtree(self.home)
            made.rename(self.home)


def _arrange(jars: dict[Jar, Path], home: Path) -> None:
    for name in ("lib", "modules/transport-netty4", "plugins/tvsi"):
        (home / name).mkdir(parents=True)
    compiler = next(path for jar, path in jars.items() if f"{jar.group}:{jar.artifact}:{jar.version}" == COMPILER)
    compile_sources(compiler, [path for path in jars.values() if path != compiler], home)
    for jar, path in jars.items():
        if path != compiler:
            is_transport = jar.group == "io.netty" or jar.artifact == "transport-netty4"
            path.rename(home / ("modules/transport-netty4" if is_transport else "lib") / jar.name)
    _describe(home / "modules/transport-netty4", "transport-netty4", "org.elasticsearch.transport.netty4.Netty4Plugin")
    _describe(home / "plugins/tvsi", "tvsi", PLUGIN)


def compile_sources(compiler: Path, classpath: list[Path], home: Path) -> None:
    """Compile the launcher and the plugin, each into its jar; raises ``CompilationFailed``."""
    with tempfile.TemporaryDirectory() as classes:
        options = ["-21", "-proc:none", "-nowarn", "-cp", os.pathsep.join(map(str, classpath)), "-d", classes]
        command = [find_java(), "-jar", compiler, *options, *sorted(SOURCES.glob("*.java"))]
        _run([str(part) for part in command])
        _pack(sorted(Path(classes).glob(f"{LAUNCHER}*.class")), home / "launcher.jar")
        _pack(sorted(Path(classes).glob(f"{PLUGIN}*.class")), home / "plugins/tvsi/tvsi.jar")


def _run(command: list[str]) -> None:
    try:
        done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=COMPILE_SECONDS)
    except subprocess.TimeoutExpired as error:
        message = f"the compiler did not end within {error.timeout:g} s: try again when this machine does less"
        raise CompilationFailed(message) from None
    if done.returncode != 0:
        raise CompilationFailed(done.stderr)


def _pack(classes: list[Path], path: Path) -> None:
    with zipfile.ZipFile(path, "w") as jar:
        for found in classes:
            jar.write(found, found.name)


def _describe(directory: Path, name: str, classname: str) -> None:
    text = DESCRIPTOR.format(name=name, description=name, version=VERSION, classname=classname)
    (directory / "plugin-descriptor.properties").write_text(text)


def _describe_inputs() -> str:
    """Hash what the home is made of, so that an upgrade installs anew."""
    content = b"".join(path.read_bytes() for path in [LOCK, *sorted(SOURCES.glob("*.java"))])
    return hashlib.sha256(LAYOUT.encode() + content).hexdigest()
