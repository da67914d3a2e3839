"""What must hold in every model: at each moment for searches, and in the end for everything."""

from __future__ import annotations

from tests.model.elasticsearch import Document
from tests.model.postgres import Session
from tests.model.ticks import count_likes
from tests.model.world import World


class Judge:
    """Notes what is wrong, once each."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._newest: dict[int, Document] = {}
        self._seen: object = None
        self._has_served = False
        self.is_lenient = False
        self.wrong: list[str] = []

    def expect_loss(self) -> None:
        """Expect searches to see nothing, or something older, from now on: a store has lost what it had."""
        self._has_served = False
        self.is_lenient = True

    def watch(self) -> None:
        """Look at what searches see at this moment."""
        es = self._world.es
        if len(es.serving) != 1:
            if self._has_served or es.serving:
                self._note(f"searches find {len(es.serving)} indices")
            return
        self._has_served = True
        if self.is_lenient:
            return
        (name,) = es.serving
        visible = es.indices[name].visible
        if visible is self._seen:
            return
        self._seen = visible
        for episode, before in self._newest.items():
            now = visible.get(episode)
            if now is None:
                self._note(f"{episode} can no longer be found")
            elif now.row < before.row or now.cast < before.cast or now.seen < before.seen:
                self._note(f"{episode} is seen as it was before: {now} after {before}")
        self._newest = {**self._newest, **visible}

    def compare(self, moment: str) -> None:
        """Compare what searches see with the rows."""
        es = self._world.es
        db = Session(self._world.postgres)
        if len(es.serving) != 1:
            self._note(f"{moment}: {len(es.serving)} indices serve")
            return
        visible = es.indices[next(iter(es.serving))].visible
        rows, casts, liked = db.read("row"), db.read("cast"), db.read("like")
        for episode in {*rows, *visible}:
            number, withdrawn = rows.get(episode, (0, True))
            likes = sum(1 for _, other in liked if other == episode)
            if count_likes(db, episode)[0] != likes:
                self._note(f"{moment}: {episode} has {likes} likes, and {count_likes(db, episode)[0]} are counted")
            expected = (number, casts.get(episode, 0), likes, withdrawn)
            if episode not in visible or visible[episode][:4] != expected:
                self._note(f"{moment}: {episode} is {expected}, and {visible.get(episode)} in the index")

    def _note(self, what: str) -> None:
        if what not in self.wrong:
            self.wrong.append(what)
