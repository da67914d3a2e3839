"""The jars of Elasticsearch's server, named with their SHA-256 in ``jars.lock`` and fetched by a Maven client.

``python -m embedded.elasticsearch.jars`` resolves the lock again.
"""

from __future__ import annotations

import hashlib
import sys
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

VERSION = "9.5.3"
ROOTS = (f"org.elasticsearch:elasticsearch:{VERSION}", f"org.elasticsearch.plugin:transport-netty4:{VERSION}")
COMPILER = "org.eclipse.jdt:ecj:3.42.0"
LOCK = Path(__file__).with_name("jars.lock")
PARALLEL_DOWNLOADS = 8
ATTEMPTS = 3
TIMEOUT_SECONDS = 60


class JarNotFetched(RuntimeError):
    """A jar could not be fetched, or is not the one in the lock."""


@dataclass(frozen=True, order=True)
class Jar:
    """One artifact and the hash it must have."""

    group: str
    artifact: str
    version: str
    sha256: str

    @property
    def name(self) -> str:
        """Name the jar's file."""
        return f"{self.artifact}-{self.version}.jar"


def read_lock(lock: Path = LOCK) -> list[Jar]:
    """Read the locked jars, those of Elasticsearch and the compiler of our two Java files."""
    lines = (line.split("#")[0].split() for line in lock.read_text().splitlines())
    return [_parse(*line) for line in lines if line]


def _parse(coordinates: str, sha256: str) -> Jar:
    group, artifact, version = coordinates.split(":")
    return Jar(group, artifact, version, sha256)


def fetch_jars(jars: Iterable[Jar], directory: Path) -> dict[Jar, Path]:
    """Fetch the jars into a Maven repository in a directory and check each; raises ``JarNotFetched``."""
    context = _make_context(directory)
    with ThreadPoolExecutor(PARALLEL_DOWNLOADS) as pool:
        wanted = list(jars)
        return dict(zip(wanted, pool.map(lambda jar: _fetch(context, jar), wanted), strict=True))


def _fetch(context: Any, jar: Jar) -> Path:
    failure = ""
    for _ in range(ATTEMPTS):
        artifact = context.project(jar.group, jar.artifact).at_version(jar.version).artifact()
        try:
            path = Path(artifact.resolve())
        except (OSError, RuntimeError) as error:  # requests' errors are OSErrors; "not found" is a RuntimeError
            failure = str(error)
            artifact.cached_path.unlink(missing_ok=True)  # what an interrupted download left
            continue
        found = _hash(path)
        if found == jar.sha256:
            return path
        failure = f"its SHA-256 is {found}, not the locked {jar.sha256}"
        path.unlink()
    raise JarNotFetched(f"{jar.group}:{jar.artifact}:{jar.version} could not be fetched from Maven Central: {failure}")


def _make_context(directory: Path) -> Any:
    """Make a Maven client with the user's own repositories (a mirror, say) before Maven Central."""
    from jgo.config import GlobalSettings
    from jgo.constants import MAVEN_CENTRAL_URL
    from jgo.maven import MavenContext

    repositories = {**GlobalSettings.load().repositories, "central": MAVEN_CENTRAL_URL}
    return MavenContext(repo_cache=directory, remote_repos=repositories, timeout=TIMEOUT_SECONDS)


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def resolve_lock() -> list[Jar]:
    """Ask Maven for everything the roots depend on, and hash what it answers."""
    with tempfile.TemporaryDirectory() as directory:
        context = _make_context(Path(directory))
        wanted = []
        for roots in (ROOTS, (COMPILER,)):
            inputs, transitive = context.resolver.resolve([context.create_dependency(root) for root in roots])
            wanted += [*inputs, *transitive]
        return sorted(
            Jar(item.groupId, item.artifactId, item.version, _hash(item.artifact.resolve())) for item in wanted
        )


def write_lock(jars: Iterable[Jar], lock: Path = LOCK) -> None:
    """Write the lock, one jar a line."""
    lines = [f"{jar.group}:{jar.artifact}:{jar.version} {jar.sha256}\n" for jar in jars]
    lock.write_text("".join(["# Made by: python -m embedded.elasticsearch.jars\n", *lines]))


if __name__ == "__main__":
    write_lock(resolve_lock())
    sys.stdout.write(f"{len(read_lock())} jars locked\n")
