"""A node of Elasticsearch over a data directory, alone or of a cluster, as a child process that the caller owns."""

from __future__ import annotations

import subprocess
import time
from http import HTTPStatus
from pathlib import Path

from embedded.elasticsearch.distribution import Distribution
from embedded.elasticsearch.jars import VERSION
from embedded.elasticsearch.membership import ALONE, Membership
from embedded.ports import ask, choose_port, is_listening
from embedded.supervisor.logs import read_tail
from embedded.wheels import find_java

START_SECONDS = 120
# Exit codes of the launcher.
PORT_BUSY = 64
DATA_LOCKED = 65

LOGGING = """\
status = error
# Ours stops the node; log4j's own would race it.
shutdownHook = disable
appender.file.type = RollingFile
appender.file.name = file
appender.file.fileName = ${sys:es.logs.base_path}/elasticsearch.log
appender.file.filePattern = ${sys:es.logs.base_path}/elasticsearch-%i.log.gz
appender.file.layout.type = PatternLayout
appender.file.layout.pattern = [%d{ISO8601}][%-5p][%c{1.}] %m%n
appender.file.policies.type = Policies
appender.file.policies.size.type = SizeBasedTriggeringPolicy
appender.file.policies.size.size = 10MB
appender.file.strategy.type = DefaultRolloverStrategy
appender.file.strategy.max = 3
# The server's jars come without its native libraries and without the vector module: said at every start otherwise.
logger.native.name = org.elasticsearch.nativeaccess
logger.native.level = error
logger.vector.name = org.apache.lucene.internal.vectorization
logger.vector.level = error
logger.simd.name = org.elasticsearch.simdvec
logger.simd.level = error
rootLogger.level = info
rootLogger.appenderRef.file.ref = file
"""


class ElasticsearchDidNotStart(RuntimeError):
    """The node ended or never answered; the message says why, with the end of its log where that helps."""


class EmbeddedElasticsearch:
    """A node over one data directory. ``start`` it, use ``url``, terminate it; the data stays."""

    def __init__(
        self,
        directory: Path,
        port: int = 0,
        heap: str = "512m",
        *,
        options: tuple[str, ...] = (),
        membership: Membership | None = None,
    ) -> None:
        self.directory = directory.resolve()
        self.log = self.directory / "elasticsearch.log"
        self.output = self.directory / "output.log"
        self._distribution = Distribution()
        self._port = port or choose_port()
        self._transport_port = membership.transport_port if membership else choose_port()
        self._place = membership.settings() if membership else ALONE
        self._heap = heap
        self._extra_options = options

    @property
    def url(self) -> str:
        """Give the node's address."""
        return f"http://127.0.0.1:{self._port}"

    def prepare(self) -> None:
        """Install the server where that is not done yet, and write the node's configuration."""
        self._distribution.install()
        for name in ("config", "data", "tmp"):
            (self.directory / name).mkdir(parents=True, exist_ok=True)
        (self.directory / "config" / "elasticsearch.yml").touch()
        (self.directory / "config" / "log4j2.properties").write_text(LOGGING)

    def command(self) -> list[str]:
        """Give the command line. Its standard input must be a pipe: the node stops when that is closed."""
        settings = [f"{name}={value}" for name, value in self._settings().items()]
        return [str(find_java()), *self._java_options(), "Launcher", str(self.directory / "config"), *settings]

    def _java_options(self) -> list[str]:
        cache = self._distribution.cache
        return [
            *([f"-XX:AOTCache={cache}", "-Xlog:aot*=error"] if cache.exists() else []),
            *self._extra_options,
            f"-Xms{self._heap}",
            f"-Xmx{self._heap}",
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            "-Dexit.with.parent=true",
            f"-Djava.io.tmpdir={self.directory / 'tmp'}",
            "-Dlog4j2.disable.jmx=true",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            self._distribution.classpath,
        ]

    def _settings(self) -> dict[str, str]:
        return {
            "cluster.name": "tvsi",
            "path.home": str(self._distribution.home),
            "path.data": str(self.directory / "data"),
            "path.logs": str(self.directory),
            **self._place,
            "network.host": "127.0.0.1",
            "http.port": str(self._port),
            "transport.port": str(self._transport_port),
            # The serial collector leaves garbage that the real-memory breaker takes for use: 429 on small searches.
            "indices.breaker.total.use_real_memory": "false",
            # By default a disk that is 85 % full takes no new index, however large it is.
            "cluster.routing.allocation.disk.watermark.low": "500mb",
            "cluster.routing.allocation.disk.watermark.high": "300mb",
            "cluster.routing.allocation.disk.watermark.flood_stage": "200mb",
        }

    def launch(self) -> subprocess.Popen[bytes]:
        """Start the process without waiting for it."""
        self.prepare()
        with self.output.open("ab") as output:
            return subprocess.Popen(
                self.command(), stdin=subprocess.PIPE, stdout=output, stderr=output, start_new_session=True
            )

    def start(self) -> subprocess.Popen[bytes]:
        """Start the node and wait until it answers; raises ``ElasticsearchDidNotStart``."""
        if is_listening(self._port):
            raise ElasticsearchDidNotStart(f"port {self._port} is in use by another program")
        process = self.launch()
        try:
            self.await_ready(process)
        except ElasticsearchDidNotStart:
            with process:
                process.kill()
            raise
        return process

    def await_ready(self, process: subprocess.Popen[bytes]) -> None:
        """Wait until the node answers searches; raises ``ElasticsearchDidNotStart``."""
        deadline = time.monotonic() + START_SECONDS
        while not self.is_ready():
            if process.poll() is not None:
                raise ElasticsearchDidNotStart(self.explain(process.returncode, self.output))
            if time.monotonic() > deadline:
                raise ElasticsearchDidNotStart(f"no answer within {START_SECONDS} s\n{read_tail(self.output)}")
            time.sleep(0.1)

    def is_ready(self) -> bool:
        """Tell whether the node answers searches: every index it holds is there."""
        return ask(self._port, "/_cluster/health?wait_for_status=yellow&timeout=1s") == HTTPStatus.OK

    def explain(self, code: int, log: Path) -> str:
        """Say in a line why the node ended with this exit code; the end of its log where it is not one of ours."""
        if code == PORT_BUSY:
            return f"port {self._port} is in use by another program"
        if code == DATA_LOCKED:
            return f"another Elasticsearch runs over {self.directory}: stop it first"
        return f"Elasticsearch {VERSION} ended with {code}; its log is {self.log}\n{read_tail(log)}"
