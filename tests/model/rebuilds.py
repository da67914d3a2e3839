"""A rebuild, as in ``catalog.rebuild``: each method is a statement or a request of it, or several with pauses."""

from __future__ import annotations

from collections.abc import Sequence

from tests.model.elasticsearch import Unreachable
from tests.model.postgres import Session, Steps
from tests.model.ticks import Tick, draw_version, read_documents
from tests.model.world import World

PAGE, TRIES = 2, 3


class RebuildFailed(Exception):
    """It was given up, as another runs or as documents are missing."""


def is_newer(world: World, db: Session) -> Steps:
    """Tell whether an index holds what was written under a version that the database has not drawn yet."""
    highest = yield from world.es.ask(world.es.read_highest_version)
    return highest > db.read("version").get(0, 0)


class Rebuild:
    """One rebuild."""

    def __init__(self, world: World, db: Session) -> None:
        self.world = world
        self.es = world.es
        self.db = db
        number = world.postgres.draw_id()
        self.name, self.alias, self.building = f"index-{number}", f"write-{number}", f"build-{number}"
        self.ready = f"ready-{number}"

    def run(self, *, wait: bool) -> Steps:
        """Build a new index, swap the alias to it, remove the old one."""
        try:
            yield from self.take_lock(wait=wait)
            yield from self.remove_leftovers()
            yield from self.disown_newer()
            yield from self.build()
            yield from self.swap()
            yield
            yield from self.remove_leftovers()
        finally:
            self.db.rollback()
            self.db.unlock("rebuild")

    def disown_newer(self) -> Steps:
        """Strike off the registry what is newer than the database, before versions are drawn that would hide it."""
        if not (yield from is_newer(self.world, self.db)):
            return
        for name in (yield from self.es.ask(lambda: self.es.serving)):
            yield from self.db.lock("registry")
            self.db.write("registry", name, None)
            yield
            self.db.commit()

    def build(self) -> Steps:
        """Make the index and fill it, or leave nothing."""
        try:
            origin = self.db.read_mark()
            yield
            yield from self.es.ask(lambda: self.es.create(self.name, {self.alias, self.building}, origin))
            yield from self.register_and_stream()
            yield from self.hand_over()
            yield from self.close()
        except Exception:
            self.db.rollback()
            yield from self.remove(self.name)
            raise

    def clean_up(self) -> Steps:
        """Remove what dead rebuilds left, unless one runs."""
        try:
            if self.db.try_lock("rebuild", keep=True):
                yield from self.remove_leftovers()
        finally:
            self.db.rollback()
            self.db.unlock("rebuild")

    def take_lock(self, *, wait: bool) -> Steps:
        """Take the lock that lives as long as the session."""
        if wait:
            yield from self.db.lock("rebuild", keep=True)
        elif not self.db.try_lock("rebuild", keep=True):
            raise RebuildFailed
        yield

    def remove_leftovers(self) -> Steps:
        """Remove indices that the alias doesn't name, unless one takes its place at this moment."""
        serving = yield from self.es.ask(lambda: self.es.serving)
        yield
        registered = set(self.db.read("registry"))
        existing = yield from self.es.ask(lambda: set(self.es.indices))
        for name in sorted((existing | registered) - serving):
            yield from self.db.lock("registry")
            if (yield from self.is_left_over(name)):
                yield from self.strike_off(name)
            else:
                self.db.rollback()

    def is_left_over(self, name: str) -> Steps:
        """Keep a rebuild that lost its lock from swapping its index in; tell whether it has not done so before."""
        while (yield from self.take_aliases(name)):
            pass
        return name not in (yield from self.es.ask(lambda: self.es.serving))

    def take_aliases(self, name: str) -> Steps:
        """Take the aliases that there are when that is looked up, and tell if there were any. One may come since."""
        number = name.removeprefix("index-")
        found: set[str] = set()
        yield from self.es.ask(
            lambda: found.update(self.es.find_aliases(name, f"build-{number}", f"ready-{number}")),
            lambda: self.es.drop_aliases(name, found),
        )
        return bool(found)

    def register_and_stream(self) -> Steps:
        """Draw one version, register the index when no tick is under way, and write every row after that."""
        version = self.draw()
        yield
        yield from self.register(self.building)
        yield from self.stream(version)

    def draw(self) -> int:
        """Draw the rebuild's version."""
        return draw_version(self.db)

    def register(self, alias: str) -> Steps:
        """Wait for the ticks that know of no such alias; every later one writes through it."""
        yield from self.db.lock("registry")
        registered_at, _ = self.db.read("registry").get(self.name, (self.world.clock, None))
        self.db.write("registry", self.name, (registered_at, alias))
        yield
        self.db.commit()

    def stream(self, version: int) -> Steps:
        """Write page by page."""
        last = 0
        while True:
            yield
            page = sorted(episode for episode in self.db.read("row") if episode > last)[:PAGE]
            if not page:
                return
            yield from self.write(page, version)
            last = page[-1]

    def write(self, episodes: Sequence[int], version: int) -> Steps:
        """Write some rows, and what failed again, from rows read anew."""
        left = list(episodes)
        for _ in range(TRIES):
            yield
            documents = yield from read_documents(self.db, left)
            try:
                failed = yield from Tick(self.world, self.db, self.db).bulk(self.building, version, documents)
            except Unreachable:
                continue
            left = sorted(failed)
            if not left:
                return
        raise RebuildFailed

    def hand_over(self) -> Steps:
        """Wait for the ticks that read before some row of the rebuild was read; later ones use the other alias."""
        yield from self.register(self.alias)

    def close(self) -> Steps:
        """End the alias that the index was built through, if nobody has, and let searches see what is in it.

        Whatever was sent through that alias, by this or by a tick that gave up, can't arrive any more.
        """
        yield from self.es.ask(lambda: self.es.take_alias(self.name, self.building, instead=self.ready))
        yield from self.es.ask(lambda: self.es.refresh(self.alias))

    def swap(self) -> Steps:
        """Point the alias at the new index, if nobody has taken the alias that says that it is ready."""
        old = yield from self.es.ask(lambda: self.es.serving)
        yield from self.es.ask(lambda: self.es.swap(self.name, old, self.ready))

    def remove(self, name: str) -> Steps:
        """Deregister an index, waiting for the ticks that know of it, and then remove it."""
        yield
        yield from self.db.lock("registry")
        yield from self.strike_off(name)

    def strike_off(self, name: str) -> Steps:
        """Deregister it, with no tick under way, and remove it then."""
        self.db.write("registry", name, None)
        yield
        self.db.commit()
        yield from self.es.ask(lambda: self.es.delete(name))
