"""Our services, run out of the images as the compose file says, over stores of this machine."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from containers.buildah import Buildah, CheckFailed
from containers.compose import Service

USER = "10001:10001"
STOP_SECONDS, LOOK_SECONDS, WELL_SECONDS = 30, 0.5, 120
PORTS = {"api": 8000, "dagster": 3000, "code-server": 4000}
# What a service of ours may write: volumes, and what is in memory.
WRITABLE = ("/tmp", "/var/tmp", "/run/lock", "/srv/dagster/storage")  # noqa: S108 - of the image
# What whoever runs a container puts there.
OF_THE_RUNTIME = ("/proc", "/sys", "/dev", "/etc/hosts", "/etc/resolv.conf", "/etc/hostname", "/run/.containerenv")


@dataclass
class Trial:
    """Services that run, each in a container of its own."""

    buildah: Buildah
    services: Mapping[str, Service]
    overrides: Mapping[str, str]
    log: Path
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    containers: dict[str, str] = field(default_factory=dict)

    def run(self, service: str, *words: str) -> None:
        """Run a command to its end, in a service's place; raises ``CheckFailed``."""
        done = subprocess.run(self._command(service, words), capture_output=True, text=True, check=False)
        if done.returncode:
            raise CheckFailed(f"{service}: {' '.join(words)} failed:\n{(done.stdout + done.stderr)[-2000:]}")

    def start(self, service: str, command: list[str]) -> None:
        """Start a service and wait until its health check says that it is well."""
        with self.log.open("ab") as log:
            self.running[service] = subprocess.Popen(
                self._command(service, command), stdout=log, stderr=log, start_new_session=True
            )
        begun = time.monotonic()
        while not self.is_well(service):
            if self.running[service].poll() is not None or time.monotonic() - begun > WELL_SECONDS:
                raise CheckFailed(f"{service} does not get well:\n{self.log.read_text()[-3000:]}")
            time.sleep(LOOK_SECONDS)
        print(f"  {service}: well after {time.monotonic() - begun:.1f} s")

    def is_well(self, service: str) -> bool:
        """Ask a service's health check, as its container would."""
        test = self.services[service]["healthcheck"]["test"][1:]
        return subprocess.run(self._command(service, test), capture_output=True, check=False).returncode == 0

    def stop(self, service: str) -> None:
        """Stop a service as its container would."""
        process = self.running.pop(service)
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            raise CheckFailed(f"{service} does not stop in {STOP_SECONDS} s") from None
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)

    def find_written(self, service: str, marker: Path) -> list[str]:
        """Find what a service wrote, or could write, outside of volumes and memory."""
        root = self.buildah.run("mount", self.containers[service])
        pruned = [word for path in (*WRITABLE, *OF_THE_RUNTIME) for word in ("-path", f"{root}{path}", "-o")]
        words = ["find", root, "-xdev", "(", *pruned[:-1], ")", "-prune", "-o"]
        found = subprocess.run(
            [*words, "-type", "f", "-newer", str(marker), "-print"], capture_output=True, text=True, check=True
        )
        mine = self._command(service, ["find", "/", "-xdev", "-writable", "(", "-type", "f", "-o", "-type", "d", ")"])
        allowed = subprocess.run(mine, capture_output=True, text=True, check=False).stdout.split()
        could = [path for path in allowed if not path.startswith((*WRITABLE, *OF_THE_RUNTIME))]
        return [*found.stdout.split(), *could]

    def _command(self, service: str, words: list[str] | tuple[str, ...]) -> list[str]:
        if service not in self.containers:
            self.containers[service] = self.buildah.run("from", f"localhost/{self.services[service]['image']}")
        told = {name: str(value) for name, value in self.services[service].get("environment", {}).items()}
        variables = {**told, **{name: value for name, value in self.overrides.items() if name in told or value}}
        environment = [word for name, value in variables.items() for word in ("--env", f"{name}={value}")]
        options = ["--isolation", "chroot", "--user", USER, *environment]
        return self.buildah.command("run", *options, self.containers[service], "--", *words)


@contextmanager
def open_trial(
    buildah: Buildah, services: Mapping[str, Service], overrides: Mapping[str, str], log: Path
) -> Iterator[Trial]:
    """Give a trial; what still runs in the end is stopped, and its containers are removed."""
    trial = Trial(buildah, services, overrides, log)
    try:
        yield trial
    finally:
        with ExitStack() as ending:
            for container in trial.containers.values():
                ending.callback(buildah.run, "rm", container)
            for service in list(trial.running):
                ending.callback(trial.stop, service)


def search(port: int) -> int:
    """Search as anybody does and count what is found."""
    answer = httpx.get(f"http://127.0.0.1:{port}/v1/episodes", params={"q": "the", "facets": "genre"}, timeout=10)
    found: int = answer.raise_for_status().json()["total"]["value"]
    return found
