"""Elasticsearch stops under likes: all are accepted meanwhile, and in the index soon after it is back."""

from __future__ import annotations

import random
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from itertools import pairwise, product
from urllib.parse import urlsplit

from elasticsearch import Elasticsearch
from peewee import PostgresqlDatabase

from tests.faults.conftest import StartSystem
from tests.faults.nodes import Node
from tests.faults.system import Caller, System, read_exact, read_index, wait_until
from tests.integration.catalog.television import add_episode, add_show

LIKES_A_SECOND = 50
CONNECTIONS = 8
EPISODES = range(1, 51)


def test_likes_go_on_while_elasticsearch_is_away_and_reach_the_index_once_it_is_back(
    db: PostgresqlDatabase,
    start_system: StartSystem,
    node: Node,
    outage_seconds: float,
    record_property: Callable[[str, object], None],
) -> None:
    add_show(1)
    for episode_id in EPISODES:
        add_episode(episode_id)
    node.start()
    system = start_system(node.url)

    with _liking(system) as likes:
        wait_until(lambda: sum(likes.accepted.values()) > LIKES_A_SECOND)
        node.stop()
        with _counting_tries(node.url) as tries:
            time.sleep(outage_seconds)
        node.start()
    with Elasticsearch(node.url) as es:
        caught_up = wait_until(lambda: read_index(es, system.alias, EPISODES) == likes.accepted)

    record_property("likes accepted", f"{sum(likes.accepted.values())} in {likes.seconds:.0f} s")
    record_property("slowest answer", f"{likes.slowest:.2f} s")
    record_property("tries while away", f"{len(tries)} in {outage_seconds:.0f} s")
    record_property("caught up after", f"{caught_up:.1f} s")
    assert sum(likes.accepted.values()) >= 0.9 * LIKES_A_SECOND * likes.seconds
    assert read_exact(db, EPISODES) == likes.accepted
    assert 1 <= len(tries) <= outage_seconds + 1
    assert all(later - earlier > 0.9 for earlier, later in pairwise(tries))
    assert caught_up <= 10


class _Likes:
    """What was accepted, by episode. Each pair of user and episode comes once, so that each is a like more."""

    def __init__(self, system: System) -> None:
        self.accepted: Counter[int] = Counter()
        self.seconds = 0.0
        self.slowest = 0.0
        self.over = threading.Event()
        self._system = system
        self._lock = threading.Lock()
        pairs = list(product(system.accounts, EPISODES))
        random.Random(4).shuffle(pairs)
        self._pairs = enumerate(pairs)
        self._begun = time.monotonic()

    def like(self) -> None:
        """Like at an even pace, until the end."""
        with Caller(self._system.api.port) as caller:
            while not self.over.is_set():
                with self._lock:
                    number, (account, episode_id) = next(self._pairs)
                if self.over.wait(max(0.0, self._begun + number / LIKES_A_SECOND - time.monotonic())):
                    break
                asked = time.monotonic()
                caller.set_like(account, episode_id, liked=True)
                self._note(episode_id, asked)

    def _note(self, episode_id: int, asked: float) -> None:
        with self._lock:
            now = time.monotonic()
            self.accepted[episode_id] += 1
            self.slowest = max(self.slowest, now - asked)
            self.seconds = now - self._begun


@contextmanager
def _liking(system: System) -> Iterator[_Likes]:
    """Like 50 times a second until the block ends; any answer but 200 fails the test."""
    likes = _Likes(system)
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        clients = [pool.submit(likes.like) for _ in range(CONNECTIONS)]
        try:
            yield likes
        finally:
            likes.over.set()
        for client in clients:
            client.result()


@contextmanager
def _counting_tries(url: str) -> Iterator[list[float]]:
    """Take connections where the node was, note when they came, and close them at once."""
    tries: list[float] = []
    listener = socket.create_server(("127.0.0.1", urlsplit(url).port or 0))

    def count() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                tries.append(time.monotonic())
                connection.close()

    counting = threading.Thread(target=count)
    counting.start()
    try:
        yield tries
    finally:
        # Closing alone leaves the thread in its call, and the port open.
        listener.shutdown(socket.SHUT_RDWR)
        counting.join()
        listener.close()
