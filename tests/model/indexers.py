"""An indexer, as in ``catalog.indexer``: it makes an index where none may serve, and ticks until something fails.

Another copy's index it has replaced beside its ticks, as in ``catalog.building``.
"""

from __future__ import annotations

from tests.model.elasticsearch import Refused, Unreachable
from tests.model.postgres import Disconnected, Session, Steps
from tests.model.rebuilds import Rebuild, RebuildFailed, is_newer
from tests.model.ticks import NoIndex, Tick
from tests.model.world import Process, World

TROUBLES = (Disconnected, Unreachable, Refused, NoIndex, RebuildFailed)
LOOK_EVERY, PAUSE = 5, 5


class Indexer:
    """One indexer, with the kinds of tick and rebuild that it is to use."""

    def __init__(self, world: World, tick: type[Tick], rebuild: type[Rebuild]) -> None:
        self.world = world
        self._tick = tick
        self._rebuild = rebuild
        self._builder: Process | None = None

    def run(self) -> Steps:
        """Work until killed, whatever the stores do."""
        while True:
            yield
            db, other = self.world.open_session(), self.world.open_session()
            try:
                yield from self._prepare(db)
                for _ in range(LOOK_EVERY):
                    yield
                    yield from self._tick(self.world, db, other).run()
            except TROUBLES:
                for _ in range(PAUSE):
                    yield
            finally:
                db.close()
                other.close()

    def _prepare(self, db: Session) -> Steps:
        if (yield from self._must_rebuild(db)):
            yield from self._rebuild(self.world, db).run(wait=False)
        else:
            yield from self._rebuild(self.world, db).clean_up()
            yield from self._look(db)

    def _look(self, db: Session) -> Steps:
        is_building = self._builder is not None and self.world.is_at_work(self._builder)
        if not is_building and (yield from self.doubt_origin(db)):
            self._builder = self.world.start(lambda: rebuild_beside(self.world, self._rebuild, wait=False))

    def _must_rebuild(self, db: Session) -> Steps:
        es = self.world.es
        known = db.read("registry")
        serving = yield from es.ask(lambda: es.serving)
        registered = {**known, **db.read("registry")}
        if not serving or not serving <= set(registered):
            return True
        listed = {(name, alias) for name, (_, alias) in db.read("registry").items()}
        yield
        existing = yield from es.ask(lambda: {alias for index in es.indices.values() for alias in index.aliases})
        again = {(name, alias) for name, (_, alias) in db.read("registry").items()}
        if any(alias not in existing for _, alias in listed & again):
            return True
        return (yield from self.doubt_age(db))

    def doubt_origin(self, db: Session) -> Steps:
        """Tell whether the index was built from another copy of the database."""
        es, mark = self.world.es, db.read_mark()
        origins = yield from es.ask(lambda: {es.indices[name].origin for name in es.serving})
        return not origins <= {mark}

    def doubt_age(self, db: Session) -> Steps:
        """Tell whether the index is newer than the database."""
        return (yield from is_newer(self.world, db))


def rebuild_beside(world: World, kind: type[Rebuild], *, wait: bool) -> Steps:
    """Rebuild as an indexer does, or to ``wait`` as ``tvsi reindex`` for its turn. It fails where a store does."""
    db = world.open_session()
    try:
        yield from kind(world, db).run(wait=wait)
    except TROUBLES:
        pass
    finally:
        db.close()
