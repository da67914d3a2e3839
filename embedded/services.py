"""TVSI's parts and what each needs before it starts: the whole system on one machine, in one list."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from embedded.addresses import keep_secret
from embedded.databases import prepare_tables, to_dagster_url
from embedded.ports import choose_port
from embedded.settings import UpSettings, inherit_environment
from embedded.source import Decision
from embedded.stores import Elasticsearch, Postgres
from embedded.supervisor.checks import answers, listens
from embedded.supervisor.service import Part, Service, Step

CHECKOUT = Path(__file__).parents[1]
# Dagster and its runs yield to the stores and the API; what people wait for comes first.
LOW_PRIORITY = 10


class System:
    """Makes the parts from what was decided: settings, source, stores."""

    def __init__(
        self, settings: UpSettings, decision: Decision, postgres: Postgres, elasticsearch: Elasticsearch
    ) -> None:
        self._settings = settings
        self._decision = decision
        self._postgres = postgres
        self._elasticsearch = elasticsearch
        self.folder = settings.data_dir / decision.source
        self._code_server_port = choose_port()

    @property
    def addresses(self) -> dict[str, str]:
        """Give what other commands and the processes are told, by variable without ``TVSI_``."""
        return {
            "source": self._decision.source,
            "postgres_url": self._postgres.url,
            "elasticsearch_url": self._elasticsearch.url,
            "tvmaze_url": self._decision.tvmaze_url,
            "dagster_url": f"http://127.0.0.1:{self._settings.dagster_port}",
            "api_port": str(self._settings.api_port),
        }

    @property
    def ports(self) -> dict[str, int]:
        """Give the fixed ports that this start listens on, by variable."""
        wanted = {"TVSI_API_PORT": self._settings.api_port, "TVSI_DAGSTER_PORT": self._settings.dagster_port}
        if self._elasticsearch.is_ours:
            wanted["TVSI_ELASTICSEARCH_PORT"] = self._settings.elasticsearch_port
        if self._decision.is_simulator_ours:
            wanted["TVSI_SIMULATOR_PORT"] = self._settings.simulator_port
        return wanted

    def list_parts(self) -> list[Part]:
        """List every part."""
        stores = [self._postgres.part, self._elasticsearch.part]
        simulator = [self._make_simulator()] if self._decision.is_simulator_ours else []
        return [*stores, *simulator, *self._make_steps(), *self._make_dagster(), *self._make_own()]

    def _make_steps(self) -> list[Step]:
        return [
            Step("databases", self._make_databases, ("postgres",)),
            Step("tables", partial(prepare_tables, self._postgres.url, self._decision.source), ("databases",)),
        ]

    def _make_databases(self) -> None:
        for make in self._postgres.make_databases:
            make()

    def _make_simulator(self) -> Service:
        port = self._settings.simulator_port
        recorded = self._settings.recorded_dir
        options = ["--port", str(port), *(["--recorded", str(recorded)] if recorded else [])]
        return Service(
            "simulator",
            _run("cli", "simulator", *options),
            self._make_environment(),
            address=self._decision.tvmaze_url,
            check=listens(port),
            stage=0,
        )

    def _make_own(self) -> list[Service]:
        environment = self._make_environment()
        port = self._settings.api_port
        return [
            *self._make_first_listing(),
            Service("indexer", _run("cli", "indexer"), environment, ("tables", "elasticsearch")),
            Service(
                "api",
                _run("cli", "api"),
                {**environment, **self._make_secrets(), **self._make_limits()},
                ("tables",),
                address=f"http://127.0.0.1:{port}",
                check=answers(port, "/health/live"),
                stage=2,
            ),
        ]

    def _make_secrets(self) -> dict[str, str]:
        secret, previous = self._settings.jwt_secret, self._settings.jwt_previous_secret
        signing = secret.get_secret_value() if secret else keep_secret(self.folder / "jwt-secret")
        accepted = {"TVSI_JWT_PREVIOUS_SECRET": previous.get_secret_value()} if previous else {}
        return {"TVSI_JWT_SECRET": signing, **accepted}

    def _make_limits(self) -> dict[str, str]:
        """Let whoever is at this machine make as many accounts as they like, unless they say otherwise."""
        return {"TVSI_REGISTRATIONS_PER_HOUR": str(self._settings.registrations_per_hour)}

    def _make_first_listing(self) -> list[Service]:
        """Load today's listing at once, while code server and daemon are still importing Dagster."""
        if not self._settings.automation:
            return []
        needs = ("tables", *(("simulator",) if self._decision.is_simulator_ours else ()))
        environment = self._make_dagster_environment()
        return [Service("first listing", _run("pipeline.first_listing"), environment, needs, is_job=True)]

    def _make_dagster(self) -> list[Service]:
        port, code_port = self._settings.dagster_port, self._code_server_port
        environment = self._make_dagster_environment()
        make = partial(Service, environment=environment, niceness=LOW_PRIORITY)
        logs = ["--log-format", "json"] if self._settings.log_format == "json" else []
        server = ["api", "grpc", "-h", "127.0.0.1", "-p", str(code_port), "-m", "pipeline.definitions"]
        workspace = ["-w", str(CHECKOUT / "workspace.yaml")]
        return [
            make(
                "code server",
                _run("dagster", *server, "--location-name", "pipeline", "--use-python-environment-entry-point", *logs),
                needs=("databases",),
                check=listens(code_port),
                is_stopped_whole=True,
            ),
            make(
                "dagster",
                _run("dagster_webserver", "-h", "127.0.0.1", "-p", str(port), *workspace, *logs),
                needs=("databases", "code server"),
                address=f"http://127.0.0.1:{port}",
                check=answers(port, "/server_info"),
                stage=2,
            ),
            make(
                "daemon",
                _run("pipeline.automation.daemon", *workspace, *logs),
                needs=("tables", "code server"),
                stage=2,
            ),
        ]

    def _make_environment(self) -> dict[str, str]:
        told = {f"TVSI_{name.upper()}": value for name, value in self.addresses.items()}
        return inherit_environment(**told, TVSI_DATA_DIR=str(self._settings.data_dir))

    def _make_dagster_environment(self) -> dict[str, str]:
        """Give Dagster a home in the data directory, with the checkout's dagster.yaml in it."""
        home = self.folder / "dagster"
        home.mkdir(parents=True, exist_ok=True)
        link = home / "dagster.yaml"
        link.unlink(missing_ok=True)
        link.symlink_to(CHECKOUT / "dagster.yaml")
        return {
            **self._make_environment(),
            "DAGSTER_HOME": str(home),
            "TVSI_DAGSTER_POSTGRES_URL": to_dagster_url(self._postgres.dagster_url),
            "TVSI_CODE_SERVER_HOST": "127.0.0.1",
            "TVSI_CODE_SERVER_PORT": str(self._code_server_port),
        }


def _run(module: str, *arguments: str) -> Callable[[], list[str]]:
    return lambda: [sys.executable, "-m", module, *arguments]
