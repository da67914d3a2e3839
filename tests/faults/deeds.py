"""What goes on while stores and processes are wrecked: people like, loads change and withdraw, somebody searches."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Any

from elasticsearch import Elasticsearch, NotFoundError
from peewee import PostgresqlDatabase

from api.likes import set_like
from catalog.building import DATABASE_FAILURES
from catalog.elastic import SEARCH_FAILURES
from catalog.outbox import mark_changed, notify_outbox

EPISODES = range(1, 41)
# Of another show: none of these deeds has them written again.
LONE = range(101, 107)
USERS = range(1, 13)
THREADS = 4
# What can only go up: an episode's name, its show's, its likes where nobody takes one back.
State = tuple[int, str, str]


@dataclass
class Deeds:
    """Who changes what, until the end; ``likes`` are those that were accepted, by user and episode.

    Nobody takes back that they like one of ``rising``, and nobody touches one of ``spared``. A load goes on
    for up to ``longest_load`` seconds after it has written: later rows of the outbox are committed before its own.
    """

    db: PostgresqlDatabase
    rising: Collection[int] = ()
    longest_pause: float = 0.01
    longest_load: float = 0.0
    spared: Collection[int] = ()
    over: threading.Event = field(default_factory=threading.Event)
    likes: dict[tuple[int, int], bool] = field(default_factory=dict)
    counted: Counter[str] = field(default_factory=Counter)

    def like(self, users: Sequence[int], chance: Random) -> None:
        """Like and unlike, each user in one thread alone. What was not answered may have happened."""

        def react() -> None:
            free = self._list_free()
            if not (users and free):
                return
            pair = (chance.choice(users), chance.choice(free))
            wanted = pair[1] in self.rising or chance.random() < 0.6
            self.likes.pop(pair, None)
            set_like(*pair, liked=wanted)
            notify_outbox(self.db)
            self.likes[pair] = wanted
            self.counted["likes"] += 1

        self._go_on(react, chance)

    def load(self, chance: Random) -> None:
        """Rename, withdraw and bring back, a few at once; now and then rename the show of all. Names only go up."""

        def change() -> None:
            number = self.counted["loads"]
            free = self._list_free()
            with self.db.atomic():
                if chance.random() < 0.1 and not self.spared:
                    self.db.execute_sql("UPDATE show SET name = %s WHERE id = 1", (f"{number:06}",))
                    mark_changed(self.db, shows=[1])
                else:
                    some = sorted(chance.sample(free, min(3, len(free))))
                    self.db.execute_sql(
                        "UPDATE episode SET name = %s, withdrawn = %s WHERE id = ANY(%s)",
                        (f"{number:06}", chance.random() < 0.3, some),
                    )
                    mark_changed(self.db, episodes=some)
                    time.sleep(chance.uniform(0, self.longest_load))
            notify_outbox(self.db)
            self.counted["loads"] += 1

        self._go_on(change, chance)

    def _list_free(self) -> Sequence[int]:
        spared = self.spared
        return [episode for episode in EPISODES if episode not in spared]

    def _go_on(self, act: Callable[[], None], chance: Random) -> None:
        while not self.over.is_set():
            try:
                with self.db.connection_context():
                    while not self.over.is_set():
                        act()
                        time.sleep(chance.uniform(0, self.longest_pause))
            except DATABASE_FAILURES:
                self.counted["refused by Postgres"] += 1
                time.sleep(0.1)


@dataclass
class Watcher:
    """Searches all the time: nothing may vanish from one search to the next, nor be older than it was.

    Nor be liked by fewer, if it is one of ``rising``.
    """

    es: Elasticsearch
    alias: str
    over: threading.Event
    rising: Collection[int] = ()
    highest_version: int = 0
    wrong: list[str] = field(default_factory=list)
    failed: int = 0
    answered: int = 0

    def watch(self) -> None:
        """Search until the end."""
        newest: dict[int, State] = {}
        while not self.over.is_set():
            try:
                found = self._search()
            except NotFoundError:
                self.wrong.append("no index serves")
            except SEARCH_FAILURES:
                self.failed += 1
            else:
                self.answered += 1
                self._compare(newest, found)
                newest = found
            time.sleep(0.01)

    def _search(self) -> dict[int, State]:
        found = self.es.options(request_timeout=5).search(
            index=self.alias,
            query={"range": {"id": {"lte": EPISODES[-1]}}},
            size=len(EPISODES),
            source_includes=["id", "name", "show.name", "likes", "version"],
            allow_partial_search_results=False,
        )
        sources = [hit["_source"] for hit in found["hits"]["hits"]]
        self.highest_version = max([self.highest_version, *(source["version"] for source in sources)])
        return {source["id"]: self._take(source) for source in sources}

    def _take(self, source: dict[str, Any]) -> State:
        likes = source["likes"] if source["id"] in self.rising else 0
        return likes, source["name"], source["show"]["name"]

    def _compare(self, before: dict[int, State], now: dict[int, State]) -> None:
        for episode, known in before.items():
            if episode not in now:
                self.wrong.append(f"{episode} can't be found any more")
            elif _is_older(now[episode], known):
                self.wrong.append(f"{episode} is {now[episode]} after {known}")


def _is_older(now: State, known: State) -> bool:
    return now[0] < known[0] or now[1] < known[1] or now[2] < known[2]


@contextmanager
def be_busy(
    deeds: Deeds, es: Elasticsearch, alias: str, chance: Random, users: Sequence[int] = USERS
) -> Iterator[Watcher]:
    """Have everybody at work until the block ends; any error of theirs fails the test."""
    watcher = Watcher(es, alias, deeds.over, deeds.rising)
    with ThreadPoolExecutor(THREADS + 2) as pool:
        working = [pool.submit(watcher.watch), pool.submit(deeds.load, Random(chance.random()))]
        working += [
            pool.submit(deeds.like, users[number::THREADS], Random(chance.random())) for number in range(THREADS)
        ]
        try:
            yield watcher
        finally:
            deeds.over.set()
        for one in working:
            one.result()
