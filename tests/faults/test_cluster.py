"""Three nodes of Elasticsearch as one cluster, killed under searches and likes: nothing is lost, and searches go on."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch
from peewee import PostgresqlDatabase

from catalog.elastic import connect_elasticsearch, list_alias_indices
from catalog.outbox import mark_changed
from catalog.rebuild import Layout
from catalog.verify import verify
from embedded.elasticsearch.cluster import EmbeddedCluster
from embedded.elasticsearch.node import EmbeddedElasticsearch
from tests.faults.conftest import StartSystem
from tests.faults.system import System, is_drained, read_exact, read_index, read_rows, wait_until
from tests.faults.traffic import OK, Answer, Traffic, describe, find_longest_gap, run_traffic
from tests.integration.catalog.television import add_episode, add_show

EPISODES = range(1, 41)
SHARDS = 2
BEFORE_SECONDS, DOWN_SECONDS = 2.0, 4.0
UNAVAILABLE, EXPIRED = 503, 410
WALKS = 3


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedCluster]:
    """Run three nodes; each test leaves them as they are here."""
    with EmbeddedCluster(tmp_path_factory.mktemp("cluster"), heap="256m") as running:
        yield running


@pytest.fixture
def es(cluster: EmbeddedCluster) -> Iterator[Elasticsearch]:
    """Ask the cluster, whichever node of it is there."""
    with connect_elasticsearch(cluster.url).options(max_retries=3) as client:
        yield client


def _start(start_system: StartSystem, db: PostgresqlDatabase, cluster: EmbeddedCluster, *, replicas: int) -> System:
    add_show(1)
    for episode_id in EPISODES:
        add_episode(episode_id)
    mark_changed(db, episodes=EPISODES)
    return start_system(cluster.url, index_shards=str(SHARDS), index_replicas=str(replicas))


def _await_green(es: Elasticsearch, nodes: int) -> None:
    health = es.cluster.health(wait_for_status="green", wait_for_nodes=str(nodes), timeout="30s")
    assert health["status"] == "green", health


def _ask_cat(es: Elasticsearch, what: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = es.perform_request(
        "GET", f"/_cat/{what}", headers={"accept": "application/json"}
    ).body
    return found


def _find_master(es: Elasticsearch) -> str:
    [master] = _ask_cat(es, "master")
    return master["node"]


def _list_copies(es: Elasticsearch, alias: str) -> dict[str, list[tuple[str, str]]]:
    """List each node's copies of shards: their number, and p or r."""
    [index] = list_alias_indices(es, alias)
    copies: dict[str, list[tuple[str, str]]] = {}
    for shard in _ask_cat(es, f"shards/{index}"):
        copies.setdefault(shard["node"], []).append((shard["shard"], shard["prirep"]))
    return copies


def _watch(traffic: Traffic, seconds: float) -> None:
    """Let people go on for a while."""
    time.sleep(seconds)
    assert traffic.answers[-1].at > time.monotonic() - 5


def test_a_node_that_is_killed_loses_nothing_and_searches_go_on(
    db: PostgresqlDatabase,
    cluster: EmbeddedCluster,
    es: Elasticsearch,
    start_system: StartSystem,
    record_property: Callable[[str, object], None],
) -> None:
    system = _start(start_system, db, cluster, replicas=1)
    _await_green(es, 3)

    with run_traffic(system, EPISODES) as (traffic, liking):
        _watch(traffic, BEFORE_SECONDS)
        for title, find in (("master", lambda: _find_master(es)), ("primary", lambda: _find_primary(es, system.alias))):
            answers = _lose_one(cluster, es, system, traffic, find())
            record_property(f"with its {title} killed", describe(answers))
            assert {answer.status for answer in answers} <= {OK, UNAVAILABLE}
            assert find_longest_gap(answers) < 2
            assert sum(answer.status != OK for answer in answers) <= len(answers) / 20
        _lose_two(cluster, es, system, traffic, record_property)

    expected = Counter(episode_id for future in liking for _, episode_id in future.result())
    model = {episode_id: expected[episode_id] for episode_id in EPISODES}
    caught_up = wait_until(lambda: is_drained(db))
    record_property("likes", f"{traffic.likes}, none refused; caught up {caught_up:.1f} s after the last")
    assert read_rows(db, EPISODES) == model
    assert read_exact(db, EPISODES) == model
    assert read_index(es, system.alias, EPISODES) == model
    assert verify(db, es, Layout(system.alias, shards=SHARDS, replicas=1)).is_clean


def _walk(system: System, cursor: str) -> tuple[int, str]:
    """Ask for a page of a walk and give its status with the cursor of the next one."""
    asked = {"sort": "airstamp", "facets": "", "per_page": "5", "cursor": cursor}
    answer = system.api.get("/v1/episodes", params=asked)
    return answer.status_code, str(answer.json().get("page", {}).get("cursor"))


def _go_on(system: System, walks: Sequence[tuple[int, str]]) -> None:
    """Ask for the next pages: either they come, or they are told to begin again, and never to wait for nothing."""
    assert {status for status, _ in walks} == {OK}
    assert {_walk(system, cursor)[0] for _, cursor in walks} <= {OK, EXPIRED}


def _find_primary(es: Elasticsearch, alias: str) -> str:
    """Name a node that holds a primary, not the master if another does."""
    holders = {node for node, copies in _list_copies(es, alias).items() if any(kind == "p" for _, kind in copies)}
    return min(holders, key=lambda node: (node == _find_master(es), node))


def _lose_one(
    cluster: EmbeddedCluster, es: Elasticsearch, system: System, traffic: Traffic, name: str
) -> Sequence[Answer]:
    """Kill a node and bring it back, and give what was answered meanwhile."""
    walks = [_walk(system, "*") for _ in range(WALKS)]
    since = len(traffic.answers)
    cluster.kill(name)
    _go_on(system, walks)
    _watch(traffic, DOWN_SECONDS)
    cluster.start(name)
    _await_green(es, 3)
    _go_on(system, walks)
    return traffic.answers[since:]


def _lose_two(
    cluster: EmbeddedCluster,
    es: Elasticsearch,
    system: System,
    traffic: Traffic,
    record_property: Callable[[str, object], None],
) -> None:
    """Kill all but one that lacks a shard: then no search is answered by half."""
    copies = _list_copies(es, system.alias)
    [survivor, *_] = [node for node, held in copies.items() if len({shard for shard, _ in held}) < SHARDS]
    others = [name for name in cluster.names if name != survivor]
    cluster.kill(*others)
    wait_until(lambda: traffic.answers[-1].status == UNAVAILABLE)
    time.sleep(1)  # until what was asked before is answered
    since = len(traffic.answers)
    _watch(traffic, DOWN_SECONDS)
    down = traffic.answers[since:]
    assert {answer.status for answer in down} == {UNAVAILABLE}
    cluster.start(*others)
    _await_green(es, 3)
    back = wait_until(lambda: traffic.answers[-1].status == OK)
    record_property("with two of three killed", f"{len(down)} searches answered 503; back {back:.1f} s after the nodes")


def test_without_replicas_a_killed_node_takes_its_shards_along_until_it_is_back(
    db: PostgresqlDatabase, cluster: EmbeddedCluster, es: Elasticsearch, start_system: StartSystem
) -> None:
    system = _start(start_system, db, cluster, replicas=0)
    _await_green(es, 3)

    with run_traffic(system, EPISODES, people=1) as (traffic, liking):
        _watch(traffic, BEFORE_SECONDS)
        holder = min(_list_copies(es, system.alias))
        cluster.kill(holder)
        wait_until(lambda: traffic.answers[-1].status == UNAVAILABLE)
        since = len(traffic.answers)
        _watch(traffic, BEFORE_SECONDS)
        assert {answer.status for answer in traffic.answers[since:]} == {UNAVAILABLE}
        cluster.start(holder)
        wait_until(lambda: traffic.answers[-1].status == OK)

    wait_until(lambda: is_drained(db))
    expected = Counter(episode_id for future in liking for _, episode_id in future.result())
    assert read_index(es, system.alias, EPISODES) == {episode_id: expected[episode_id] for episode_id in EPISODES}


def test_a_node_that_was_alone_is_joined_by_others_and_keeps_what_it_has(tmp_path: Path) -> None:
    alone = EmbeddedElasticsearch(tmp_path / "node-1", heap="256m")
    with alone.start() as process, connect_elasticsearch(alone.url) as es:
        es.index(index="episodes-1", id="7", document={"name": "Pilot"}, refresh=True)
        identity = es.info()["cluster_uuid"]
        process.terminate()

    with EmbeddedCluster(tmp_path, heap="256m") as cluster:
        for name in cluster.names:
            with connect_elasticsearch(cluster.url_of(name)) as es:
                _await_green(es, 3)
                assert es.info()["cluster_uuid"] == identity
                assert es.get(index="episodes-1", id="7")["_source"] == {"name": "Pilot"}
