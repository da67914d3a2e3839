"""Whatever is wrecked, under likes, loads and searches: the index ends equal to the tables, by itself, and soon."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from random import Random
from secrets import token_hex
from tempfile import TemporaryDirectory

import pytest
from peewee import PostgresqlDatabase

from catalog.database import connect
from catalog.elastic import SEARCH_FAILURES, connect_elasticsearch
from catalog.likes import find_wrong_likes
from catalog.rebuild import Layout
from catalog.registry import list_registered, read_version
from catalog.serving import read_highest_version
from catalog.tables import EpisodeLike
from catalog.verify import verify
from embedded.supervisor.janitor import Janitor
from tests.faults.bulks import Bulks
from tests.faults.deeds import EPISODES, LONE, USERS, Deeds, be_busy
from tests.faults.nodes import Node
from tests.faults.stores import Postgres
from tests.faults.system import is_drained, wait_until
from tests.faults.wrecks import FAULTS, HASTY_SECONDS, LOSING, SILENCING, Site
from tests.integration.catalog.television import add_episodes, add_show, add_user
from tests.tables import empty_tables


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Wreck everything as many times as the run asks for."""
    if "fault" in metafunc.fixturenames:
        seeds = range(int(metafunc.config.getoption("--fault-seeds")))
        metafunc.parametrize(("fault", "seed"), [(fault, seed) for fault in FAULTS for seed in seeds])


@pytest.fixture(scope="module")
def stores() -> Iterator[tuple[Postgres, Node]]:
    """Run stores that tests may wreck: they come back."""
    with TemporaryDirectory(prefix="tvsi-wrecked-") as folder, Janitor() as janitor:
        postgres, node = Postgres(Path(folder) / "postgres", janitor), Node(Path(folder) / "elasticsearch")
        node.start()
        yield postgres, node
        node.stop()
        postgres.stop()


@pytest.fixture
def db(stores: tuple[Postgres, Node]) -> PostgresqlDatabase:
    """Bind the tables to that Postgres, with rows to change."""
    made = connect(stores[0].url)
    with made.connection_context():
        made.execute_sql("TRUNCATE episode_like, app_user, like_total, outbox, search_index CASCADE")
        empty_tables(made)
        add_show(1, name="000000")
        add_show(2)
        for some in (EPISODES, LONE):
            add_episodes(made, some[0], some[-1])
        made.execute_sql(
            "UPDATE episode SET name = '000000', show_id = CASE WHEN id < %s THEN 1 ELSE 2 END", (LONE[0],)
        )
        for user in USERS:
            add_user(user)
    return made


@pytest.fixture
def site(
    db: PostgresqlDatabase, stores: tuple[Postgres, Node], seed: int, pytestconfig: pytest.Config
) -> Iterator[Site]:
    """Give both stores with two indexers at work on an index of the test's own."""
    assert db
    postgres, node = stores
    hang = float(pytestconfig.getoption("--hang-seconds"))
    bulks = Bulks(node.url, Random(seed))
    with connect_elasticsearch(node.url) as es, bulks.serve() as bulks_url:
        made = Site(postgres, node, es, Layout(f"wrecked-{token_hex(4)}"), bulks, bulks_url, Random(seed), hang)
        made.start_indexer()
        made.start_indexer()
        wait_until(lambda: es.indices.exists_alias(name=made.layout.alias))
        yield made
        for process in made.indexers:
            process.kill()
            process.join()
        with suppress(*SEARCH_FAILURES):
            es.indices.delete(index=[*es.indices.get(index=f"{made.layout.alias}-*").body, "-none"])


def test_the_index_ends_equal_to_the_tables(
    db: PostgresqlDatabase, site: Site, fault: str, record_property: Callable[[str, object], None]
) -> None:
    deeds = Deeds(db)
    with connect_elasticsearch(site.node.url) as es, be_busy(deeds, es, site.layout.alias, site.chance) as watcher:
        FAULTS[fault](site)
        site.pause()
    time.sleep(site.bulks.held and 2 * HASTY_SECONDS)  # what is late has arrived
    with db.connection_context():
        settled = wait_until(lambda: is_drained(db))
        found = verify(db, site.es, site.layout)
        liked = {(row.user_id, row.episode_id) for row in EpisodeLike.select()}
        wrong_likes = find_wrong_likes(db, EPISODES)
        wait_until(lambda: len(site.es.indices.get(index=f"{site.layout.alias}-*").body) == 1)
        registered = {index.name for index in list_registered(db)}
        version = read_version(db)

    record_property("told", f"{dict(deeds.counted)}, {watcher.answered} searches, {watcher.failed} failed")
    record_property(
        "settled after", f"{settled:.1f} s; missing {found.missing} ghost {found.ghost} stale {found.stale}"
    )
    assert found.is_clean, found
    assert wrong_likes == set()
    assert version >= max(watcher.highest_version, read_highest_version(site.es, site.layout.alias))
    assert {pair: pair in liked for pair in deeds.likes} == deeds.likes
    assert set(site.es.indices.get_alias(name=site.layout.alias).body) == registered
    if fault not in SILENCING:
        assert watcher.failed == 0
    if fault not in LOSING:
        assert watcher.wrong == []
