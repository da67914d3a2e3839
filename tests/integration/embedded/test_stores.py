"""Outside stores that are reached over real connections, or not."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from embedded.ports import choose_port
from embedded.settings import UpSettings
from embedded.stores import choose_elasticsearch, choose_postgres
from embedded.supervisor.service import StartFailed, Step

PASSWORD = "not-to-be-printed"


class Guarded(BaseHTTPRequestHandler):
    """Answers those who know the name ``good``."""

    def do_GET(self) -> None:
        is_known = self.headers.get("Authorization", "").startswith("Basic Z29vZDp")
        self.send_response(HTTPStatus.OK if is_known else HTTPStatus.UNAUTHORIZED)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Guarded) as server:
        serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        serving.start()
        yield server.server_port
        server.shutdown()
        serving.join()


def reach_elasticsearch(tmp_path: Path, url: str) -> None:
    part = choose_elasticsearch(UpSettings(data_dir=tmp_path, elasticsearch_url=url), tmp_path).part
    assert isinstance(part, Step)
    part.action()


def test_a_refusal_names_host_and_port_and_never_the_password(tmp_path: Path, port: int) -> None:
    with pytest.raises(StartFailed) as refused:
        reach_elasticsearch(tmp_path, f"http://me:{PASSWORD}@127.0.0.1:{port}")

    expected = f"TVSI_ELASTICSEARCH_URL can't be reached: 127.0.0.1:{port} answers 401 Unauthorized"
    assert str(refused.value) == expected


def test_one_node_that_answers_is_enough(tmp_path: Path, port: int) -> None:
    reach_elasticsearch(tmp_path, f"http://127.0.0.1:{choose_port()},http://good:{PASSWORD}@127.0.0.1:{port}")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_cluster_on_this_machine_is_not_reached_through_a_proxy(
    tmp_path: Path, port: int, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{choose_port()}")

    reach_elasticsearch(tmp_path, f"http://good:{PASSWORD}@{host}:{port}")


def test_a_malformed_address_of_postgres_is_not_repeated(tmp_path: Path) -> None:
    settings = UpSettings(data_dir=tmp_path, postgres_url=f"postgresql://me:{PASSWORD}:x@db.test:port/tvsi?a=%zz")
    part = choose_postgres(settings, tmp_path).part
    assert isinstance(part, Step)

    with pytest.raises(StartFailed, match="TVSI_POSTGRES_URL") as refused:
        part.action()

    assert PASSWORD not in str(refused.value)
