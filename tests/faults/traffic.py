"""People who search and like while something breaks, and what they were answered."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from itertools import count, pairwise

from tests.faults.system import Caller, System

PAUSE_SECONDS = 0.03
OK = 200
Liked = set[tuple[int, int]]


@dataclass(frozen=True)
class Answer:
    """When a search was answered, and how."""

    at: float
    status: int


@dataclass
class Traffic:
    """Searchers of whom none asks twice for the same, so that none is given a kept answer, and users who like.

    A like that is not answered 200 fails the test; searches are noted.
    """

    system: System
    episodes: Sequence[int]
    answers: list[Answer] = field(default_factory=list)
    likes: int = 0
    _over: threading.Event = field(default_factory=threading.Event)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1_000_000))

    def search(self) -> None:
        """Search until it is over."""
        connection = HTTPConnection("127.0.0.1", self.system.api.port, timeout=30)
        while not self._over.is_set():
            connection.request("GET", f"/v1/episodes?show_id=1&facets=genre&likes_max={next(self._numbers)}")
            response = connection.getresponse()
            response.read()
            self.answers.append(Answer(time.monotonic(), response.status))
            time.sleep(PAUSE_SECONDS)
        connection.close()

    def like(self, number: int, others: int) -> Liked:
        """Like and unlike at random with users of its own until it is over, and give what is liked then."""
        chance = random.Random(number)
        accounts = self.system.accounts[number::others]
        liked: Liked = set()
        with Caller(self.system.api.port) as caller:
            while not self._over.is_set():
                account, episode_id = chance.choice(accounts), chance.choice(self.episodes)
                is_liked = chance.random() < 0.6
                caller.set_like(account, episode_id, liked=is_liked)
                (liked.add if is_liked else liked.discard)((account.id, episode_id))
                self.likes += 1
                time.sleep(PAUSE_SECONDS)
        return liked

    def end(self) -> None:
        """Let everybody finish."""
        self._over.set()


@contextmanager
def run_traffic(
    system: System, episodes: Sequence[int], people: int = 4
) -> Iterator[tuple[Traffic, list[Future[Liked]]]]:
    """Search and like until the block ends. What the futures give then is what is liked."""
    traffic = Traffic(system, episodes)
    with ThreadPoolExecutor(2 * people) as pool:
        try:
            searching = [pool.submit(traffic.search) for _ in range(people)]
            liking = [pool.submit(traffic.like, number, people) for number in range(people)]
            yield traffic, liking
        finally:
            traffic.end()
    for one in searching:
        one.result()


def describe(answers: Sequence[Answer]) -> str:
    """Say how searches fared."""
    failed = sum(answer.status != OK for answer in answers)
    return f"{len(answers)} searches, {failed} failed, longest without an answer {find_longest_gap(answers):.2f} s"


def find_longest_gap(answers: Sequence[Answer]) -> float:
    """Find the longest time without any search that was answered."""
    moments = sorted(answer.at for answer in answers if answer.status == OK)
    return max((later - earlier for earlier, later in pairwise(moments)), default=float("inf"))
