"""A tick, as in ``catalog.projection`` and ``catalog.claims``: each method is one statement, or one request, of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from tests.model.elasticsearch import Document
from tests.model.postgres import Session, Steps, Tables
from tests.model.world import World

CLAIM_SIZE = 2
LONGEST_DELAY = 40


class NoIndex(Exception):
    """No index is registered."""


@dataclass
class Claim:
    """What a tick took from the outbox."""

    rows: dict[int, tuple[int, int, int]] = field(default_factory=dict)

    @property
    def episodes(self) -> list[int]:
        """Name the episodes, in order."""
        return sorted({episode for episode, _, _ in self.rows.values()})

    def total(self, episode: int) -> int:
        """Add up an episode's deltas."""
        return sum(delta for other, delta, _ in self.rows.values() if other == episode)

    def count_attempts(self, episode: int) -> int:
        """Give how often an episode has failed."""
        return max(attempts for other, _, attempts in self.rows.values() if other == episode)


class Tick:
    """One tick with a session for its transaction and another to draw versions on."""

    def __init__(self, world: World, db: Session, other: Session) -> None:
        self.world = world
        self.es = world.es
        self.db = db
        self.other = other

    def run(self) -> Steps:
        """Do it, and return how many episodes were claimed. Whatever is raised leaves everything as it was."""
        try:
            return (yield from self._run())
        finally:
            self.db.rollback()

    def _run(self) -> Steps:
        claimed = yield from self.claim()
        if not claimed.rows:
            return 0
        yield
        yield from self.add_likes(claimed)
        yield
        registered = yield from self.hold_registered()
        if not registered:
            raise NoIndex
        yield
        version, documents = yield from self.draw_and_read(claimed.episodes)
        failed = yield from self.write(registered, version, documents)
        yield
        self.put_back(claimed, failed)
        yield
        self.db.commit()
        return len(claimed.rows)

    def claim(self) -> Steps:
        """Take all rows of the oldest episodes that are due and that nobody else is at."""
        seen = self.db.snapshot()
        outbox = self.db.read("outbox", seen)
        waiting = {episode for episode, _, _, not_before in outbox.values() if not_before > self.world.clock}
        oldest: dict[int, int] = {}
        for row in sorted(outbox):
            oldest.setdefault(outbox[row][0], row)
        due: list[int] = []
        for episode, row in oldest.items():
            if len(due) < CLAIM_SIZE and episode not in waiting and self.try_row(row):
                due.append(episode)
        yield
        chosen = self.choose(outbox, due)
        for row in chosen:
            self.db.write("outbox", row, None)
        return Claim({row: outbox[row][:3] for row in chosen})

    def try_row(self, row: int) -> bool:
        """Lock a row unless another has it or has deleted it meanwhile."""
        return row in self.db.read("outbox") and self.db.try_lock(("outbox", row))

    def choose(self, outbox: Mapping[int, tuple[int, ...]], due: Collection[int]) -> list[int]:
        """Choose the rows of episodes of which every row that can be seen can be locked."""
        locked = [row for row, values in sorted(outbox.items()) if values[0] in due and self.try_row(row)]
        shared = {values[0] for row, values in outbox.items() if values[0] in due and row not in locked}
        return [row for row in locked if outbox[row][0] not in shared]

    def add_likes(self, claimed: Claim) -> Steps:
        """Move the deltas into the totals."""
        for episode in claimed.episodes:
            if delta := claimed.total(episode):
                yield from self.db.lock(("like_total", episode))
                self.db.write("like_total", episode, self.db.read("like_total").get(episode, 0) + delta)

    def hold_registered(self) -> Steps:
        """Read the registry, the newest index first, and keep it as it is until the transaction ends."""
        yield from self.db.lock("registry", shared=True)
        return list_newest_first(self.db)

    def draw_and_read(self, episodes: Sequence[int]) -> Steps:
        """Draw a version, committed at once, and read the rows after that."""
        version = self.draw()
        yield
        return version, (yield from read_documents(self.db, episodes))

    def draw(self) -> int:
        """Draw the next version."""
        return draw_version(self.other)

    def write(self, registered: Sequence[str], version: int, documents: Mapping[int, Document]) -> Steps:
        """Write one index after the other, the next only what the one before took, and return what failed."""
        failed: set[int] = set()
        for alias in registered:
            kept = {episode: document for episode, document in documents.items() if episode not in failed}
            if kept:
                failed |= yield from self.bulk(alias, version, kept)
                yield from self.es.ask(partial(self.es.refresh, alias))
        return failed

    def bulk(self, alias: str, version: int, documents: Mapping[int, Document | None]) -> Steps:
        """Send one request and return what failed."""
        results = yield from self.es.ask(*self.es.bulk(alias, version, documents), lambda: None)
        return {result[0] for result in results if result and result[1] == "failed"}

    def put_back(self, claimed: Claim, failed: Collection[int]) -> None:
        """Return what failed to the outbox, later each time, without its deltas."""
        for episode in sorted(failed):
            attempts = claimed.count_attempts(episode) + 1
            not_before = self.world.clock + min(LONGEST_DELAY, 2**attempts)
            self.db.write("outbox", self.world.postgres.draw_id(), (episode, 0, attempts, not_before))


def list_newest_first(db: Session) -> list[str]:
    """List the write aliases of registered indices, by the moments when they were registered."""
    return [alias for _, alias in sorted(db.read("registry").values(), reverse=True)]


def draw_version(db: Session) -> int:
    """Draw the next version from its row, in a statement that is a transaction."""
    version: int = db.read("version").get(0, 0) + 1
    db.write("version", 0, version)
    db.commit()
    return version


def read_documents(db: Session, episodes: Sequence[int], seen: Tables | None = None) -> Steps:
    """Read rows in separate statements and make documents of them; ``seen`` is a snapshot that all of them repeat."""
    rows = {episode: db.read("row", seen).get(episode, (0, True)) for episode in episodes}
    yield
    casts = {episode: db.read("cast", seen).get(episode, 0) for episode in episodes}
    yield
    likes = {episode: count_likes(db, episode, seen) for episode in episodes}
    return {
        episode: Document(row[0], casts[episode], likes[episode][0], row[1], likes[episode][1])
        for episode, row in rows.items()
    }


def count_likes(db: Session, episode: int, seen: Tables | None = None) -> tuple[int, int]:
    """Count an episode's likes, as total and deltas, and for the judge its reactions."""
    waiting = sum(delta for other, delta, *_ in db.read("outbox", seen).values() if other == episode)
    reactions = sum(1 for other in db.read("reaction", seen).values() if other == episode)
    return db.read("like_total", seen).get(episode, 0) + waiting, reactions
