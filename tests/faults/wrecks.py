"""What is done to stores and indexers, by name. Each fault takes its time, and leaves everything running."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from random import Random
from threading import Event
from typing import Any

from elasticsearch import Elasticsearch

from catalog.database import connect
from catalog.elastic import connect_elasticsearch
from catalog.indexer import Indexer
from catalog.rebuild import Layout, rebuild
from catalog.settings import IndexSettings
from tests.faults.bulks import Bulks
from tests.faults.deeds import LONE
from tests.faults.nodes import Node
from tests.faults.programs import PROCESSES
from tests.faults.steps import CONNECTIONS, LAST_CUT, STEPS, run_severed_indexer
from tests.faults.stores import Postgres

# So that an Elasticsearch that hangs for seconds is given up on, and takes what it was sent when nobody waits any more.
HASTY_SECONDS = 2.0


class HastyIndexer(Indexer):
    """The indexer as it is, with less patience."""

    def __init__(self, settings: IndexSettings, layout: Layout, stop: Event) -> None:
        super().__init__(settings, layout, stop)
        self._es.close()
        self._es = connect_elasticsearch(settings.elasticsearch_url, timeout=HASTY_SECONDS)


def run_hasty_indexer(settings: IndexSettings, layout: Layout) -> None:
    """Index until killed."""
    with HastyIndexer(settings, layout, Event()) as indexer:
        while True:
            indexer.run_until_trouble()


def run_rebuild(settings: IndexSettings, layout: Layout) -> None:
    """Rebuild once, as ``tvsi reindex`` does."""
    db = connect(settings.postgres_url)
    with db.connection_context(), connect_elasticsearch(settings.elasticsearch_url) as es:
        rebuild(db, es, layout, grace=1.0)


@dataclass
class Site:
    """Both stores and the indexers over them."""

    postgres: Postgres
    node: Node
    es: Elasticsearch
    layout: Layout
    bulks: Bulks
    bulks_url: str
    chance: Random
    hang_seconds: float
    indexers: list[ForkServerProcess] = field(default_factory=list)

    @property
    def settings(self) -> IndexSettings:
        """Give the addresses of both stores; bulks may be refused or late."""
        return IndexSettings(postgres_url=self.postgres.url, elasticsearch_url=self.bulks_url)

    def start_indexer(self) -> None:
        """Start another one."""
        self.indexers.append(self.start(run_hasty_indexer))

    def start(self, program: Callable[..., None], *given: Any) -> ForkServerProcess:
        """Start a process."""
        process = PROCESSES.Process(target=program, args=(self.settings, self.layout, *given), daemon=True)
        process.start()
        return process

    def pause(self, most: float = 0.6) -> None:
        """Let anything be under way."""
        time.sleep(self.chance.uniform(0.05, most))

    def kill_indexer(self) -> None:
        """Kill one of them and start another."""
        process = self.indexers.pop(self.chance.randrange(len(self.indexers)))
        process.kill()
        process.join()
        self.start_indexer()


def _kill_indexers(site: Site) -> None:
    for _ in range(6):
        site.pause()
        site.kill_indexer()


def _cut_connections(site: Site) -> None:
    for _ in range(6):
        site.pause()
        site.postgres.cut(site.chance.randint(1, 4))


def _cut_ticks_after_their_draw(site: Site) -> None:
    """End an indexer's own connections within ticks whose version is drawn. It is alone, and must go on by itself."""
    for process in site.indexers:
        process.kill()
        process.join()
    cuts = [(step, site.chance.choice(CONNECTIONS)) for step in site.chance.sample(STEPS, len(STEPS))]
    told, telling = PROCESSES.Pipe(duplex=False)
    site.indexers.append(site.start(run_severed_indexer, [*zip(LONE, [*cuts, LAST_CUT], strict=True)], telling))
    versions = [_cut_at(site, told, episode_id) for episode_id in LONE][-1]
    assert versions == sorted(set(versions)), "a version was drawn twice, or went back"


def _cut_at(site: Site, told: Connection, episode_id: int) -> list[int]:
    """Change this episode until the one that is cut off has claimed it; give the versions that it has written."""
    for number in range(20):
        site.postgres.rename(episode_id, f"{number}")
        if told.poll(1):
            versions, kept = told.recv()
            assert kept >= max(versions, default=0), "a version that was written is not drawn any more"
            return list(versions)
    raise AssertionError("the indexer that was cut off does not go on")


def _kill_postgres(site: Site) -> None:
    for _ in range(2):
        site.pause(1)
        site.postgres.kill()
        site.postgres.start()


def _kill_elasticsearch(site: Site) -> None:
    site.pause(1)
    site.node.kill()
    site.node.start()
    site.pause(1)


def _kill_elasticsearch_in_a_rebuild(site: Site) -> None:
    rebuilding = site.start(run_rebuild)
    site.pause(0.4)
    _kill_elasticsearch(site)
    rebuilding.join(60)


def _hang_elasticsearch(site: Site) -> None:
    site.pause()
    site.node.hang()
    time.sleep(site.hang_seconds)
    site.node.go_on()
    site.pause(1)


def _lose_elasticsearch(site: Site) -> None:
    site.pause()
    site.node.kill()
    site.node.lose()
    site.node.start()


def _refuse_items(site: Site) -> None:
    for block in ("write", "read_only_allow_delete"):
        site.pause()
        site.es.indices.put_settings(index=site.layout.alias, settings={f"index.blocks.{block}": True})
        time.sleep(1.5)
        site.es.indices.put_settings(index=site.layout.alias, settings={f"index.blocks.{block}": None})


def _refuse_bulks(site: Site) -> None:
    for _ in range(2):
        site.pause()
        site.bulks.are_refused = True
        time.sleep(1.5)
        site.bulks.are_refused = False
    assert site.bulks.refused > 0


def _delay_bulks(site: Site) -> None:
    """Let bulks arrive in another order than they were sent, and many when their sender has given up."""
    site.bulks.longest_delay = 2 * HASTY_SECONDS
    for _ in range(3):
        rebuilding = site.start(run_rebuild)
        time.sleep(HASTY_SECONDS)
        site.kill_indexer()
        rebuilding.kill()
        rebuilding.join()
    site.bulks.longest_delay = 0
    assert site.bulks.held > 0


def _kill_rebuilds(site: Site) -> None:
    for _ in range(6):
        rebuilding = site.start(run_rebuild)
        site.pause(0.5)
        rebuilding.kill()
        rebuilding.join()


def _rebuild_twice_at_once(site: Site) -> None:
    for _ in range(2):
        rebuilding = [site.start(run_rebuild) for _ in range(2)]
        site.pause()
        site.kill_indexer()
        for one in rebuilding:
            one.join(60)
            assert one.exitcode == 0


def _cut_rebuilds(site: Site) -> None:
    for _ in range(4):
        rebuilding = site.start(run_rebuild)
        site.pause(0.5)
        site.postgres.cut(6)
        rebuilding.join(60)


FAULTS: Mapping[str, Callable[[Site], None]] = {
    "indexers killed": _kill_indexers,
    "connections to Postgres cut": _cut_connections,
    "ticks cut off from Postgres after their draw": _cut_ticks_after_their_draw,
    "Postgres killed": _kill_postgres,
    "Elasticsearch killed": _kill_elasticsearch,
    "Elasticsearch killed in a rebuild": _kill_elasticsearch_in_a_rebuild,
    "Elasticsearch hung": _hang_elasticsearch,
    "Elasticsearch lost": _lose_elasticsearch,
    "documents refused": _refuse_items,
    "bulks refused": _refuse_bulks,
    "bulks late": _delay_bulks,
    "rebuilds killed": _kill_rebuilds,
    "rebuilds cut off from Postgres": _cut_rebuilds,
    "two rebuilds at once": _rebuild_twice_at_once,
}
# While these last searches may fail, and after the last of them the index is built from nothing.
SILENCING = {"Elasticsearch killed", "Elasticsearch killed in a rebuild", "Elasticsearch hung", "Elasticsearch lost"}
LOSING = {"Elasticsearch lost"}
