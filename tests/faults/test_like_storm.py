"""Two hundred users like and unlike at random over 32 connections: counts stay exact, the index keeps up."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from elasticsearch import Elasticsearch
from peewee import PostgresqlDatabase

from catalog.outbox import mark_changed
from tests.faults.conftest import StartSystem
from tests.faults.system import (
    Caller,
    System,
    is_drained,
    open_callers,
    read_exact,
    read_index,
    read_rows,
    wait_until,
)
from tests.integration.catalog.projectors import open_projector
from tests.integration.catalog.television import add_episode, add_show

CONNECTIONS = 32
HOT, OTHERS = 1, range(2, 22)
# Each of a show of the same number, and liked by those alone who wait until a search finds it.
QUIET = range(22, 25)
EPISODES = [HOT, *OTHERS, *QUIET]
TICK_SECONDS = 0.5
WARM_UP_TICKS = 50
# About 190 likes a second: nearly all that two cores can do beside everything else that runs here.
LONGEST_PAUSE_SECONDS = 0.2
Liked = set[tuple[int, int]]

# The moment of each tick that took the hot episode's changes: it writes the document once.
_NOTE_TICKS = f"""
    CREATE TABLE hot_tick (began timestamptz);
    CREATE FUNCTION note_hot_tick() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO hot_tick SELECT transaction_timestamp() FROM taken WHERE episode_id = {HOT} LIMIT 1;
        RETURN NULL;
      END
    $$;
    CREATE TRIGGER note_hot_tick AFTER DELETE ON outbox REFERENCING OLD TABLE AS taken
      FOR EACH STATEMENT EXECUTE FUNCTION note_hot_tick();
"""


def test_a_storm_of_likes_leaves_exact_counts_and_an_index_that_kept_up(
    db: PostgresqlDatabase,
    start_system: StartSystem,
    elasticsearch_url: str,
    storm_seconds: float,
    record_property: Callable[[str, object], None],
) -> None:
    _add_television()
    system = start_system(elasticsearch_url)

    with Elasticsearch(elasticsearch_url) as es:
        _warm_up(system, es)
        db.execute_sql(_NOTE_TICKS)
        storm = _Storm(system, es, storm_seconds)
        liked = storm.run()
        wait_until(lambda: is_drained(db))
        index = read_index(es, system.alias, EPISODES)

    gaps = _read_gaps(db)
    record_property("likes a second", round(len(storm.answered_after) / storm_seconds))
    record_property("like answered after", _describe(storm.answered_after))
    record_property("like visible after", _describe(storm.visible_after))
    record_property("writes of the hot document", len(storm.versions))
    record_property("its ticks apart by", f"at least {min(gaps):.3f} s, {_describe(gaps)}")
    expected = Counter(episode_id for _, episode_id in liked)
    model = {episode_id: expected[episode_id] for episode_id in EPISODES}
    assert index == model
    assert read_rows(db, EPISODES) == model
    assert read_exact(db, EPISODES) == model
    assert len(storm.versions) <= storm_seconds / TICK_SECONDS + 2
    assert min(gaps) >= 0.9 * TICK_SECONDS
    assert _pick(storm.visible_after, 0.95) <= 2


class _Storm:
    """Clients of whom each has users of its own, so that the model is exact, and some who watch."""

    def __init__(self, system: System, es: Elasticsearch, seconds: float) -> None:
        self._system = system
        self._es = es
        self._callers = open_callers(system.api, CONNECTIONS)
        self._until = time.monotonic() + seconds
        self.answered_after: list[float] = []
        self.visible_after: list[float] = []
        self.versions: set[int] = set()

    def run(self) -> Liked:
        """Like until the time is over, and give what is liked then: pairs of user and episode."""
        with ThreadPoolExecutor(CONNECTIONS + len(QUIET) + 1) as pool:
            watch = pool.submit(self._watch_hot_document)
            clients = [pool.submit(self._like_at_random, *each) for each in enumerate(self._callers)]
            probes = [pool.submit(self._probe_visibility, quiet) for quiet in QUIET]
            watch.result()
            return set().union(*(client.result() for client in [*clients, *probes]))

    def _like_at_random(self, number: int, opened: Caller) -> Liked:
        chance = random.Random(number)
        accounts = self._system.accounts[number::CONNECTIONS]
        liked: Liked = set()
        with opened as caller:
            while time.monotonic() < self._until:
                account = chance.choice(accounts)
                episode_id = HOT if chance.random() < 0.5 else chance.choice(OTHERS)
                is_liked = chance.random() < 0.5
                begun = time.monotonic()
                caller.set_like(account, episode_id, liked=is_liked)
                self.answered_after.append(time.monotonic() - begun)
                (liked.add if is_liked else liked.discard)((account.id, episode_id))
                time.sleep(chance.uniform(0, LONGEST_PAUSE_SECONDS))
        return liked

    def _probe_visibility(self, quiet: int) -> Liked:
        chance = random.Random(quiet)
        liked: Liked = set()
        with Caller(self._system.api.port) as caller:
            for likes, account in enumerate(self._system.accounts, start=1):
                if time.monotonic() > self._until:
                    break
                begun = time.monotonic()
                caller.set_like(account, quiet, liked=True)
                liked.add((account.id, quiet))
                wait_until(partial(caller.count_found, f"show_id={quiet}&likes_min={likes}&facets=genre"), pause=0.1)
                self.visible_after.append(time.monotonic() - begun)
                time.sleep(chance.uniform(0, 0.5))  # the next one comes at any moment between two ticks
        return liked

    def _watch_hot_document(self) -> None:
        while time.monotonic() < self._until:
            found = self._es.get(index=self._system.alias, id=str(HOT), source=False)
            self.versions.add(found["_version"])
            time.sleep(0.1)


def _add_television() -> None:
    for show_id in [1, *QUIET]:
        add_show(show_id)
    for episode_id in EPISODES:
        add_episode(episode_id, episode_id if episode_id in QUIET else 1)


def _warm_up(system: System, es: Elasticsearch) -> None:
    """Let a node that has just started compile what it does: a first tick costs it four times what it costs later."""
    with open_projector(system.db, es) as projector, Caller(system.api.port) as caller:
        for _ in range(WARM_UP_TICKS):
            mark_changed(system.db, episodes=EPISODES)
            projector.tick()
            caller.count_found("show_id=1&likes_min=1&facets=genre")
    wait_until(lambda: is_drained(system.db))


def _read_gaps(db: PostgresqlDatabase) -> list[float]:
    gaps = "SELECT extract(epoch FROM began - lag(began) OVER (ORDER BY began))::float8 AS gap FROM hot_tick"
    return [gap for (gap,) in db.execute_sql(f"SELECT gap FROM ({gaps}) AS gaps WHERE gap IS NOT NULL ORDER BY gap")]


def _pick(seconds: Sequence[float], share: float) -> float:
    """Give the smallest that so great a share does not exceed."""
    return sorted(seconds)[min(int(len(seconds) * share), len(seconds) - 1)]


def _describe(seconds: Sequence[float]) -> str:
    return f"p50 {_pick(seconds, 0.5):.3f} s, p95 {_pick(seconds, 0.95):.3f} s, n {len(seconds)}"
