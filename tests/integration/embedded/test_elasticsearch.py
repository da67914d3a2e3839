"""The embedded Elasticsearch, as a real process."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from embedded.elasticsearch.node import ElasticsearchDidNotStart, EmbeddedElasticsearch

ANALYSIS = {
    "filter": {
        "possessive": {"type": "stemmer", "language": "possessive_english"},
        "stem": {"type": "stemmer", "language": "light_english"},
        "porter": {"type": "stemmer", "language": "english"},
        "both": {"type": "asciifolding", "preserve_original": True},
    },
    "normalizer": {"folded": {"type": "custom", "filter": ["lowercase", "asciifolding"]}},
}


@pytest.fixture
def index(elasticsearch_url: str) -> Iterator[str]:
    address = f"{elasticsearch_url}/analysis-{secrets.token_hex(4)}"
    settings = {"number_of_replicas": 0, "analysis": ANALYSIS}
    httpx.put(address, json={"settings": settings}, timeout=30).raise_for_status()
    yield address
    httpx.delete(address, timeout=30).raise_for_status()


@pytest.mark.parametrize(
    ("filters", "text", "tokens"),
    [
        (["asciifolding"], "Beyoncé", ["Beyonce"]),
        (["both"], "Beyoncé", ["Beyonce", "Beyoncé"]),
        (["possessive"], "Grey's", ["Grey"]),
        (["stem"], "mysteries", ["mystery"]),
        (["kstem"], "mysteries", ["mystery"]),
        (["porter"], "mysteries", ["mysteri"]),
        (["porter_stem"], "mysteries", ["mysteri"]),
        (["lowercase", "asciifolding", "possessive", "stem"], "Pokémon's HOUSES", ["pokemon", "house"]),
    ],
)
def test_filters_fold_and_stem_under_elasticsearchs_own_names(
    index: str, filters: list[str], text: str, tokens: list[str]
) -> None:
    request = {"tokenizer": "standard", "filter": filters, "text": text}

    answer = httpx.post(f"{index}/_analyze", json=request, timeout=30).json()

    assert [token["token"] for token in answer["tokens"]] == tokens


def test_a_normalizer_folds(index: str) -> None:
    request = {"normalizer": "folded", "text": "BEYONCÉ"}

    answer = httpx.post(f"{index}/_analyze", json=request, timeout=30).json()

    assert [token["token"] for token in answer["tokens"]] == ["beyonce"]


def test_an_unknown_stemmer_is_refused_and_named(elasticsearch_url: str) -> None:
    analysis = {
        "filter": {"dutch": {"type": "stemmer", "language": "dutch"}},
        "analyzer": {"dutch": {"tokenizer": "standard", "filter": ["dutch"]}},
    }

    answer = httpx.put(f"{elasticsearch_url}/refused", json={"settings": {"analysis": analysis}}, timeout=30)

    assert answer.status_code == httpx.codes.BAD_REQUEST
    assert "no stemmer for dutch" in answer.text


def test_the_root_tells_clients_what_it_is(elasticsearch_url: str) -> None:
    answer = httpx.get(elasticsearch_url, timeout=30)

    assert answer.headers["x-elastic-product"] == "Elasticsearch"
    assert answer.json()["version"]["number"] == "9.5.3"


def test_a_restart_after_a_kill_keeps_what_was_acknowledged(tmp_path: Path) -> None:
    node = EmbeddedElasticsearch(tmp_path, heap="256m")
    with node.start() as process:
        body = {"settings": {"number_of_replicas": 0}}
        httpx.put(f"{node.url}/kept", json=body, timeout=30).raise_for_status()
        httpx.put(f"{node.url}/kept/_doc/1", json={"name": "Pilot"}, timeout=30).raise_for_status()
        process.kill()

    with node.start() as process:
        answer = httpx.get(f"{node.url}/kept/_doc/1", timeout=30)
        process.terminate()

    assert answer.json()["_source"] == {"name": "Pilot"}


def test_a_second_node_over_the_same_data_says_so(tmp_path: Path) -> None:
    first = EmbeddedElasticsearch(tmp_path, heap="256m")

    with first.start() as process:
        with pytest.raises(ElasticsearchDidNotStart, match="another Elasticsearch runs over"):
            EmbeddedElasticsearch(tmp_path, heap="256m").start()
        process.terminate()


def test_a_busy_port_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        with pytest.raises(ElasticsearchDidNotStart, match=f"port {port} is in use"):
            EmbeddedElasticsearch(tmp_path, port=port).start()


def test_the_node_stops_when_its_parent_has_died(tmp_path: Path) -> None:
    node = EmbeddedElasticsearch(tmp_path, heap="256m")

    with node.start() as process:
        assert process.stdin is not None
        process.stdin.close()
        code = process.wait(20)

    assert code == 0
    assert not psutil.pid_exists(process.pid)
