"""What goes on while stores and processes are wrecked: people like, loads change and withdraw, somebody searches."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random

from elasticsearch import Elasticsearch, NotFoundError
from peewee import PostgresqlDatabase

from api.likes import set_like
from catalog.elastic import SEARCH_FAILURES
from catalog.indexer import DATABASE_FAILURES
from catalog.outbox import mark_changed, notify_outbox

EPISODES = range(1, 41)
USERS = range(1, 13)
LONGEST_PAUSE_SECONDS = 0.01


@dataclass
class Deeds:
    """Who changes what, until the end; ``likes`` are those that were accepted, by user and episode."""

    db: PostgresqlDatabase
    over: threading.Event = field(default_factory=threading.Event)
    likes: dict[tuple[int, int], bool] = field(default_factory=dict)
    counted: Counter[str] = field(default_factory=Counter)

    def like(self, users: Sequence[int], chance: Random) -> None:
        """Like and unlike, each user in one thread alone. What was not answered may have happened."""

        def react() -> None:
            pair = (chance.choice(users), chance.choice(EPISODES))
            wanted = chance.random() < 0.6
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
            with self.db.atomic():
                if chance.random() < 0.1:
                    self.db.execute_sql("UPDATE show SET name = %s", (f"{number:06}",))
                    mark_changed(self.db, shows=[1])
                else:
                    some = sorted(chance.sample(EPISODES, 3))
                    self.db.execute_sql(
                        "UPDATE episode SET name = %s, withdrawn = %s WHERE id = ANY(%s)",
                        (f"{number:06}", chance.random() < 0.3, some),
                    )
                    mark_changed(self.db, episodes=some)
            notify_outbox(self.db)
            self.counted["loads"] += 1

        self._go_on(change, chance)

    def _go_on(self, act: Callable[[], None], chance: Random) -> None:
        while not self.over.is_set():
            try:
                with self.db.connection_context():
                    while not self.over.is_set():
                        act()
                        time.sleep(chance.uniform(0, LONGEST_PAUSE_SECONDS))
            except DATABASE_FAILURES:
                self.counted["refused by Postgres"] += 1
                time.sleep(0.1)


@dataclass
class Watcher:
    """Searches all the time: nothing may vanish from one search to the next, nor be older than it was."""

    es: Elasticsearch
    alias: str
    over: threading.Event
    wrong: list[str] = field(default_factory=list)
    failed: int = 0
    answered: int = 0

    def watch(self) -> None:
        """Search until the end."""
        newest: dict[str, tuple[str, str]] = {}
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

    def _search(self) -> dict[str, tuple[str, str]]:
        found = self.es.options(request_timeout=5).search(
            index=self.alias,
            size=len(EPISODES),
            source_includes=["name", "show.name"],
            allow_partial_search_results=False,
        )
        return {hit["_id"]: (hit["_source"]["name"], hit["_source"]["show"]["name"]) for hit in found["hits"]["hits"]}

    def _compare(self, before: dict[str, tuple[str, str]], now: dict[str, tuple[str, str]]) -> None:
        for episode, names in before.items():
            if episode not in now:
                self.wrong.append(f"{episode} can't be found any more")
            elif now[episode][0] < names[0] or now[episode][1] < names[1]:
                self.wrong.append(f"{episode} is {now[episode]} after {names}")
