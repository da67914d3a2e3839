"""With the addresses of several nodes: a search that one of them can't answer is asked of another, a write never."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from elasticsearch import ApiError, TransportError

from api.meters import Meters
from api.problems import Problem
from api.stores import SearchEngine
from catalog.elastic import connect_elasticsearch
from containers.compose import FILES, read_services
from tests.fixtures.api import RunningApi, StartApi
from tests.integration.api.stand_in import WHOLE, StandIn

SEARCH = "/v1/episodes?q=home"
SEARCHES = 6


@pytest.fixture
def nodes() -> Iterator[tuple[StandIn, StandIn]]:
    """Stand in for two nodes."""
    made = StandIn(), StandIn()
    yield made
    for node in made:
        node.close()


def _urls(nodes: tuple[StandIn, StandIn]) -> str:
    return ",".join(f"http://127.0.0.1:{node.server.server_port}" for node in nodes)


@pytest.fixture
def api(start_api: StartApi, nodes: tuple[StandIn, StandIn]) -> Iterator[RunningApi]:
    """Serve what the two say."""
    running = start_api(elasticsearch_url=_urls(nodes))
    yield running
    running.stop()


def test_a_search_goes_to_another_node_where_one_is_killed(api: RunningApi, nodes: tuple[StandIn, StandIn]) -> None:
    dead, living = nodes
    dead.break_off()
    living.tell(200, WHOLE)

    assert [api.get(f"{SEARCH}{n}").status_code for n in range(SEARCHES)] == [200] * SEARCHES
    assert len(dead.asked) >= 1
    assert len(living.asked) == SEARCHES


def test_a_search_goes_to_another_node_where_one_has_no_shards(api: RunningApi, nodes: tuple[StandIn, StandIn]) -> None:
    lost, living = nodes
    lost.tell(503, {"error": {"type": "no_shard_available_action_exception"}})
    living.tell(200, WHOLE)

    assert [api.get(f"{SEARCH}{n}").status_code for n in range(SEARCHES)] == [200] * SEARCHES
    assert len(lost.asked) >= 1


def test_a_search_that_a_node_sits_on_is_not_begun_again(api: RunningApi, nodes: tuple[StandIn, StandIn]) -> None:
    for node in nodes:
        node.hang()

    assert api.get(SEARCH).json()["type"] == "urn:tvsi:problem:search-timeout"
    assert sum(len(node.asked) for node in nodes) == 1


@pytest.mark.parametrize("failing", ["broken off", "503"])
def test_a_write_is_never_sent_again(nodes: tuple[StandIn, StandIn], failing: str) -> None:
    for node in nodes:
        if failing == "503":
            node.tell(503, {"error": {"type": "unavailable_shards_exception"}})
        else:
            node.break_off()

    with connect_elasticsearch(_urls(nodes)) as es, pytest.raises((ApiError, TransportError)):
        es.bulk(operations=[{"delete": {"_index": "episodes", "_id": "1"}}])

    assert sum(len(node.asked) for node in nodes) == 1


def _fail(kind: str, *, whole: bool) -> tuple[int, dict[str, Any]]:
    """Answer that one shard failed, of several or of one."""
    failures = [{"shard": 0, "reason": {"type": kind}}]
    if whole:
        error = {"type": "search_phase_execution_exception", "root_cause": [], "failed_shards": failures}
        return 503, {"error": error, "status": 503}
    return 200, {**WHOLE, "_shards": {"failed": 1, "failures": failures}}


@pytest.mark.parametrize("whole", [True, False], ids=["all shards", "one shard"])
@pytest.mark.parametrize(
    ("pit", "kind", "ends"),
    [
        ({"id": "a walk's"}, "no_shard_available_action_exception", "cursor-expired"),
        ({"id": "a walk's"}, "node_disconnected_exception", "cursor-expired"),
        ({"id": "a walk's"}, "search_context_missing_exception", "cursor-expired"),
        ({"id": "a walk's"}, "circuit_breaking_exception", "search-unavailable"),
        (None, "no_shard_available_action_exception", "search-unavailable"),
        (None, "search_context_missing_exception", "search-unavailable"),
    ],
)
async def test_a_walk_ends_with_the_node_that_holds_its_point_in_time(
    nodes: tuple[StandIn, StandIn], pit: dict[str, str] | None, kind: str, ends: str, *, whole: bool
) -> None:
    for node in nodes:
        node.tell(*_fail(kind, whole=whole))
    engine = SearchEngine(_urls(nodes), "absent", Meters())
    engine.open()

    with pytest.raises(Problem) as told:
        await engine.search({"pit": pit} if pit else {})

    assert told.value.kind.slug == ends
    await engine.close()


@pytest.mark.parametrize("file", FILES)
async def test_the_api_can_use_what_the_compose_files_tell_it(file: str) -> None:
    engine = SearchEngine(read_services(file)["api"]["environment"]["TVSI_ELASTICSEARCH_URL"], "absent", Meters())
    engine.open()

    assert await engine.read_state() == "down"
    await engine.close()
