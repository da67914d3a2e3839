"""The compose files held against the code: whatever they name must be there. Every function lists what is wrong."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click
import yaml

from api.settings import ApiSettings
from catalog.settings import IndexSettings, LogSettings, Settings
from cli.health import DAGSTER_PORT
from cli.health import command as health
from cli.main import VERBS
from containers.buildah import CheckFailed
from embedded.elasticsearch.jars import VERSION
from pipeline.settings import MessageSettings, PipelineSettings

CHECKOUT = Path(__file__).parents[1]
FILES = ("docker-compose.yml", "docker-compose.cluster.yml")
VARIABLE = re.compile(r"\$\{(\w+)(:[-?])?([^}]*)\}")
SECRET = re.compile(r"SECRET|PASSWORD|TOKEN")
Service = dict[str, Any]
# What the processes in the images read.
READ: tuple[type[Settings], ...] = (ApiSettings, IndexSettings, LogSettings, MessageSettings, PipelineSettings)


def read_text(name: str) -> str:
    """Read a file of the checkout."""
    return (CHECKOUT / name).read_text()


def read_services(name: str) -> dict[str, Service]:
    """Read a compose file's services, by name."""
    services: dict[str, Service] = yaml.safe_load(read_text(name))["services"]
    return services


def list_known_variables() -> set[str]:
    """List the variables that any part reads: from the settings' own fields, and from Dagster's files."""
    fields = {f"TVSI_{field.upper()}" for settings in READ for field in settings.model_fields}
    of_dagster = re.findall(r"env: (\w+)", read_text("dagster.yaml") + read_text("workspace.yaml"))
    return fields | set(of_dagster)


def find_unknown_variables() -> list[str]:
    """Find what a service of ours is told and nothing reads."""
    known = list_known_variables()
    return [
        f"{file}: {name} is told {variable}, which nothing reads"
        for file in FILES
        for name, service in read_services(file).items()
        for variable in service.get("environment", {})
        if variable.startswith("TVSI_") and variable not in known
    ]


def find_undocumented_variables() -> list[str]:
    """Find variables that ``.env.example`` lacks, or holds in vain."""
    used = {name for file in FILES for name, *_ in VARIABLE.findall(read_text(file))}
    told = set(re.findall(r"^#?(TVSI_\w+)=", read_text(".env.example"), re.MULTILINE))
    return [f".env.example and the compose files do not agree about {name}" for name in sorted(used ^ told)]


def find_default_secrets() -> list[str]:
    """Find secrets that have a default, and ones without which something would start."""
    wrong = []
    for file in FILES:
        for name, operator, default in VARIABLE.findall(read_text(file)):
            if SECRET.search(name) and operator == ":-" and default:
                wrong.append(f"{file}: {name} has a default")
            if name in {"TVSI_POSTGRES_PASSWORD", "TVSI_JWT_SECRET"} and operator != ":?":
                wrong.append(f"{file}: {name} is not required")
    return wrong


def find_missing_commands() -> list[str]:
    """Find commands and health checks of our services that do not exist."""
    return [
        f"{file}: {name} runs {' '.join(words)}, which is not there"
        for file in FILES
        for name, service in read_services(file).items()
        for words in _list_commands(service)
        if not _exists(words)
    ]


def find_wrong_ports() -> list[str]:
    """Find published ports that nothing in the container listens on, and names that lead nowhere."""
    services, proxy, dockerfile = read_services(FILES[0]), read_text("containers/proxy.conf"), read_text("Dockerfile")
    ports = {name: service["ports"][0].rpartition(":")[2] for name, service in services.items() if "ports" in service}
    api_port = ApiSettings.model_fields["api_port"].default
    code_port = services["code-server"]["environment"]["TVSI_CODE_SERVER_PORT"]
    wanted = {
        "only the proxy and Dagster's UI are published": set(ports) == {"proxy", "dagster"},
        "the proxy listens on the port that is published": f"listen {ports['proxy']};" in proxy,
        "the proxy asks the API at its port": f"api:{api_port};" in proxy,
        "Dagster's UI listens on the port that is published": ports["dagster"] == str(DAGSTER_PORT)
        and services["dagster"]["command"][3:5] == ["--port", ports["dagster"]],
        "the code server listens where it is looked for": f'"--port", "{code_port}", "--module' in dockerfile,
        "the code server is named as it is looked for": services["code-server"]["environment"]["TVSI_CODE_SERVER_HOST"]
        in services,
    }
    return [fact for fact, holds in wanted.items() if not holds]


def find_wrong_volumes() -> list[str]:
    """Find volumes that nobody keeps, files that are not there, and paths that no image writes."""
    wrong = []
    for file in FILES:
        kept = set(yaml.safe_load(read_text(file))["volumes"])
        mounted = [entry for service in read_services(file).values() for entry in service.get("volumes", [])]
        sources = {entry.split(":")[0] for entry in mounted}
        wrong += [f"{file}: {name} is kept and not mounted, or the other way round" for name in kept ^ _named(sources)]
        wrong += [
            f"{file}: {name} is not there" for name in sources - _named(sources) if not (CHECKOUT / name).exists()
        ]
    home = re.findall(r"DAGSTER_HOME=(\S+)", read_text("Dockerfile"))[0]
    if read_services(FILES[0])["code-server"]["volumes"] != [f"dagster:{home}/storage"]:
        wrong.append("what Dagster writes is in no volume")
    return wrong


def find_other_versions() -> list[str]:
    """Find another Elasticsearch than the one that everything is tested with."""
    images = {service["image"] for file in FILES for service in read_services(file).values() if "image" in service}
    return [
        f"{image} is not {VERSION}" for image in images if "elastic" in image and image != f"elasticsearch:{VERSION}"
    ]


def find_wrong_networks() -> list[str]:
    """Find a store that more than our services can reach, and a proxy that the API does not believe."""
    whole = yaml.safe_load(read_text(FILES[0]))
    subnet = whole["networks"]["front"]["ipam"]["config"][0]["subnet"]
    believed = whole["services"]["api"]["environment"]["TVSI_TRUSTED_PROXIES"]
    exposed = [
        f"{file}: {name} is on another network than `stores`"
        for file in FILES
        for name, service in read_services(file).items()
        if name.startswith(("elasticsearch", "postgres", "redis")) and service.get("networks", ["stores"]) != ["stores"]
    ]
    return exposed + ([] if believed == subnet else ["the API believes another network than the proxy's"])


CHECKS = (
    find_unknown_variables,
    find_undocumented_variables,
    find_default_secrets,
    find_missing_commands,
    find_wrong_ports,
    find_wrong_volumes,
    find_other_versions,
    find_wrong_networks,
)


def resolve(files: Sequence[str], variables: Mapping[str, str]) -> dict[str, Service]:
    """Let docker-compose read files with some variables and give the services as it sees them."""
    program = shutil.which("docker-compose")
    if program is None:
        raise CheckFailed("docker-compose is missing; install it (Debian: apt-get install docker-compose)")
    words = [word for file in files for word in ("--file", file)]
    # Without the variables of whoever runs this, and without their .env.
    given = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), **variables}
    with tempfile.NamedTemporaryFile() as empty:
        command = [program, *words, "--env-file", empty.name, "config"]
        done = subprocess.run(command, cwd=CHECKOUT, env=given, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CheckFailed(f"docker-compose does not take {' and '.join(files)}: {done.stderr.strip()[-500:]}")
    services: dict[str, Service] = yaml.safe_load(done.stdout)["services"]
    return services


def _list_commands(service: Service) -> Iterator[list[str]]:
    ours = str(service.get("image", "")).startswith("tvsi-")
    if ours and "command" in service:
        words = service["command"]
        yield ["tvsi", *words] if service["image"] == "tvsi-api" else words
    test = service.get("healthcheck", {}).get("test")
    if ours and test:
        yield test[1:]


def _exists(words: list[str]) -> bool:
    match words:
        case ["tvsi", "health", part, *options]:
            return part in health.commands and _takes(health.commands[part], options)
        case ["tvsi", verb, *options]:
            return verb in VERBS and _takes(_find_verb(verb), options)
        case ["python", "-m", module, *_]:
            return find_spec(module) is not None
        case (
            ["dagster", "api", "grpc-health-check", *_]
            | ["dagster-daemon", "liveness-check"]
            | ["dagster-webserver", *_]
        ):
            return True  # Dagster's own; the images are asked when they run
    return False


def _find_verb(verb: str) -> click.Command:
    from importlib import import_module

    command: click.Command = import_module(f"cli.{verb}").command
    return command


def _takes(command: click.Command, options: list[str]) -> bool:
    taken = {option for parameter in command.params for option in parameter.opts}
    return {word for word in options if word.startswith("--")} <= taken


def _named(sources: set[str]) -> set[str]:
    return {source for source in sources if not source.startswith(".")}
