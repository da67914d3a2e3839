"""One play of the model: at first anything may happen, then all calm down, and in the end the index must be right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from tests.model.indexers import Indexer, rebuild_beside
from tests.model.judging import Judge
from tests.model.rebuilds import Rebuild
from tests.model.ticks import Tick
from tests.model.world import World
from tests.model.writers import Writer

EPISODES, USERS = range(1, 4), range(1, 4)
VISITORS, HASTY = 3, 8
WILD_STEPS, CALM_STEPS = 800, 6000


@dataclass(frozen=True)
class Scheme:
    """The kinds of indexer, tick, rebuild and writer that take part, and what comes to pass.

    Whether older states are restored, and whether one kind of fault comes all the time beside rebuilds, as time outs do
    in one play of eight.
    """

    indexer: type[Indexer] = Indexer
    tick: type[Tick] = Tick
    rebuild: type[Rebuild] = Rebuild
    writer: type[Writer] = Writer
    has_restores: bool = True
    only: str | None = None


class Play:
    """The stores, some indexers, and whatever comes to pass; ``happened`` counts that by kind."""

    def __init__(self, seed: int, scheme: Scheme) -> None:
        self.world = World(seed)
        self.judge = Judge(self.world)
        self.happened: Counter[str] = Counter()
        self._scheme = scheme
        self._chance = self.world.chance
        self._dump = self._copy = self.world.postgres.tables
        for _ in range(self._chance.randint(1, 3)):
            self.world.start(lambda: scheme.indexer(self.world, scheme.tick, scheme.rebuild).run(), again=True)
        self.world.es.refusal = self._chance.choice([0, 0, 0.2])
        self._faults = self._chance.choice([0, 0.006, 0.006, 0.02])
        self._weights = self._weigh_faults()
        self._writes = self._chance.choice([0.01, 0.05, 0.15])
        self._rebuilds = self._chance.choice([0, 0, 0.01, 0.04])
        if scheme.only or seed % HASTY == 0:
            self._faults, self._writes, self._rebuilds = 0.03, 0.15, 0.03
            self._weights = {fault: fault.__name__ == (scheme.only or "time_out") for fault in self._weights}

    def run(self) -> list[str]:
        """Play to the end."""
        self._begin()
        for _ in range(self._chance.randint(1, WILD_STEPS)):
            self._happen()
            self.judge.watch()
        self._calm_down()
        return self.judge.wrong

    def _begin(self) -> None:
        """Begin with an index that serves, as an installation does most of its time."""
        self.world.postgres.apply({"row": dict.fromkeys(EPISODES[:-1], (1, False))})
        while not self.world.es.serving:
            self.world.advance()

    def _happen(self) -> None:
        fate = self._chance.random()
        if fate < self._faults:
            self._go_wrong()
        elif fate < self._faults + self._writes and self.world.count_visitors() < VISITORS:
            self._write()
        elif fate > 1 - self._rebuilds and self.world.count_visitors() < VISITORS + 1:
            self.world.start(lambda: rebuild_beside(self.world, self._scheme.rebuild, wait=True))
        elif fate > 0.94:
            self._refresh()
        else:
            self.world.advance()

    def _write(self) -> None:
        chance = self._chance
        if chance.random() < 0.6:
            user, episode = chance.choice(USERS), chance.choice(EPISODES)
            self.world.start(lambda: self._scheme.writer(self.world).react(user, episode))
        else:
            episodes, withdrawn = chance.sample(EPISODES, chance.randint(1, 2)), chance.random() < 0.3
            self.world.start(lambda: self._scheme.writer(self.world).load(episodes, withdrawn=withdrawn))

    def _refresh(self) -> None:
        if self.world.es.indices:
            self.world.es.indices[self._chance.choice(sorted(self.world.es.indices))].refresh()

    def _go_wrong(self) -> None:
        (fault,) = self._chance.choices(list(self._weights), list(self._weights.values()))
        self.happened[fault.__name__] += 1
        fault()

    def _weigh_faults(self) -> dict[Callable[[], None], float]:
        """Let some kinds of fault be common in one play, and others in another."""
        world = self.world
        usual = {
            world.kill: 0.4,
            world.es.time_out: 0.25,
            self._stop_or_start: 0.15,
            world.postgres.restart: 0.15,
            self._lose: 0.02,
            self._dump_or_restore: 0.03 if self._scheme.has_restores else 0,
            self._copy_or_put_back: 0.03 if self._scheme.has_restores else 0,
        }
        return {fault: weight * self._chance.random() ** 3 for fault, weight in usual.items()}

    def _stop_or_start(self) -> None:
        (self.world.es.stop if self.world.es.is_up else self.world.es.start)()

    def _lose(self) -> None:
        self.world.es.lose()
        self.judge.expect_loss()

    def _dump_or_restore(self) -> None:
        """Dump, or restore the last dump, at any moment and whoever is at work."""
        if self._chance.random() < 0.5:
            self._dump = dict(self.world.postgres.tables)
            return
        self.world.postgres.restore(self._dump, in_place=self._chance.random() < 0.5)
        self.judge.expect_loss()

    def _copy_or_put_back(self) -> None:
        """Copy all files, or put them back as the handbook says: nobody is at work, and nothing is under way.

        The copy has no tick half done. One that falls between a rebuild's draw and its reading may lack what it read,
        under a version that the copy has; where nothing was written since, only ``tvsi verify`` can tell.
        """
        if self._chance.random() < 0.5:
            if not self.world.postgres.locks.get("registry"):
                self._copy = dict(self.world.postgres.tables)
            return
        self.world.kill_all()
        self.world.es.requests = []
        self.world.postgres.put_copy_back(self._copy)
        self.judge.expect_loss()

    def _calm_down(self) -> None:
        world = self.world
        world.es.start()
        world.es.refusal = 0
        settled = 0
        for _ in range(CALM_STEPS):
            world.even_out()
            world.advance()
            self.judge.watch()
            settled = settled + 1 if self._is_settled() else 0
            if settled > self._settled_steps:
                break
        else:
            self.judge.wrong.append("it did not settle")
            return
        self.judge.compare("drained")
        while world.es.requests:
            world.es.advance()
        for index in world.es.indices.values():
            index.refresh()
        self.judge.compare("after the last late request")

    def _is_settled(self) -> bool:
        tables, es = self.world.postgres.tables, self.world.es
        is_alone = len(es.serving) == len(es.indices) == len(tables["registry"]) == 1
        return not self.world.count_visitors() and not tables["outbox"] and is_alone

    @property
    def _settled_steps(self) -> int:
        """Give how long nothing may be left to do: an indexer looks at times whether its index may serve."""
        return 300 if self.judge.is_lenient else 0
