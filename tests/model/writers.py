"""Whoever changes rows: people who like, loads that bring an episode, change it, withdraw it, and bring it back."""

from __future__ import annotations

from tests.model.postgres import Steps
from tests.model.world import World


class Writer:
    """One transaction of somebody's."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.db = world.open_session()

    def react(self, user: int, episode: int) -> Steps:
        """Like an episode, or take that back, and say so in the same transaction."""
        yield from self.db.lock(("like", user, episode))
        if episode not in self.db.read("row"):
            return
        is_liked = (user, episode) in self.db.read("like")
        self.db.write("like", (user, episode), None if is_liked else True)
        self.db.write("reaction", self.world.postgres.draw_id(), episode)
        self.append(episode, -1 if is_liked else 1)
        yield
        self.db.commit()

    def load(self, episodes: list[int], *, withdrawn: bool) -> Steps:
        """Change rows and casts of some episodes and say so in the same transaction."""
        for episode in sorted(episodes):
            yield from self.db.lock(("row", episode))
            number, _ = self.db.read("row").get(episode, (0, False))
            self.db.write("row", episode, (number + 1, withdrawn))
            yield
            self.db.write("cast", episode, self.db.read("cast").get(episode, 0) + 1)
            self.append(episode, 0)
        yield
        self.db.commit()

    def append(self, episode: int, delta: int) -> None:
        """Append a row to the outbox."""
        self.db.write("outbox", self.world.postgres.draw_id(), (episode, delta, 0, 0))
