"""An Elasticsearch that takes requests when it pleases, also long after whoever sent them has given up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from random import Random
from typing import Any, NamedTuple

from tests.model.postgres import Steps

Step = Callable[[], Any]
PACE_WHEN_LATE = 0.03


class Unreachable(Exception):
    """No answer: away, restarted meanwhile, or too late. What was asked may have happened, or may happen yet."""


class Refused(Exception):
    """An answer that says no: what is named is not there."""


class Document(NamedTuple):
    """An episode's document. ``seen`` numbers the reactions that its likes were counted from, for the judge alone."""

    row: int
    cast: int
    likes: int
    withdrawn: bool
    seen: int


@dataclass
class Index:
    """Documents with their versions, what searches see of them, the index's own aliases, its database's mark."""

    aliases: set[str]
    origin: int
    documents: dict[int, tuple[int, Document]] = field(default_factory=dict)
    deleted: dict[int, int] = field(default_factory=dict)
    visible: dict[int, Document] = field(default_factory=dict)

    def refresh(self) -> None:
        """Let searches see everything."""
        self.visible = {episode: document for episode, (_, document) in self.documents.items()}

    def put(self, episode: int, version: int, document: Document | None) -> str:
        """Write a document, or delete it, under an external version."""
        there = self.documents[episode][0] if episode in self.documents else self.deleted.get(episode, 0)
        if version <= there:
            return "conflict"
        self.deleted.pop(episode, None)
        if document is None:
            self.documents.pop(episode, None)
            self.deleted[episode] = version
        else:
            self.documents[episode] = (version, document)
        return "written"


@dataclass
class Request:
    """What was asked, step by step, and the answer once there is one."""

    steps: list[Step]
    results: list[Any] = field(default_factory=list)
    answer: Any = None

    def advance(self) -> bool:
        """Do one step, and tell whether it was the last."""
        try:
            self.results.append(self.steps.pop(0)())
        except Refused as refused:
            self.steps = []
            self.results = [refused]
        return not self.steps


class Elasticsearch:
    """Indices by name, which of them the alias names, and requests under way."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self.indices: dict[str, Index] = {}
        self.serving: frozenset[str] = frozenset()
        self.requests: list[Request] = []
        self.is_up = True
        self.refusal = 0.0

    def ask(self, *steps: Step) -> Steps:
        """Send a request and wait for its answer: the results of its steps, or the one of a single step."""
        if not self.is_up:
            raise Unreachable
        request = Request(list(steps))
        self.requests.append(request)
        yield lambda: request.answer is not None
        if isinstance(request.answer, Exception):
            raise request.answer
        return request.answer if len(steps) > 1 else request.answer[0]

    def advance(self) -> None:
        """Do a step of some request; requests overtake each other, and what nobody waits for any more takes long."""
        if self.requests and self.is_up:
            request = self._chance.choice(self.requests)
            if request.answer is not None and self._chance.random() > PACE_WHEN_LATE:
                return
            if request.advance():
                self.requests.remove(request)
                if request.answer is None:
                    failed = [result for result in request.results if isinstance(result, Refused)]
                    request.answer = failed[0] if failed else request.results

    def time_out(self) -> None:
        """Let somebody give up waiting. The request stays under way."""
        waiting = [request for request in self.requests if request.answer is None]
        if waiting:
            self._chance.choice(waiting).answer = Unreachable()

    def stop(self) -> None:
        """Go away: of requests under way a part is done, and nobody gets an answer."""
        self.is_up = False
        for request in self.requests:
            for _ in range(self._chance.randint(0, len(request.steps))):
                if request.steps:
                    request.advance()
            request.answer = request.answer or Unreachable()
        self.requests = []

    def start(self) -> None:
        """Come back with all that was acknowledged; what was deleted is no longer known to have been there."""
        self.is_up = True
        for index in self.indices.values():
            index.deleted = {}
            index.refresh()

    def lose(self) -> None:
        """Lose everything."""
        self.indices = {}
        self.serving = frozenset()

    def refresh(self, alias: str) -> None:
        """Let searches see everything in the index of a write alias."""
        self.find(alias).refresh()

    def read_highest_version(self) -> int:
        """Read the highest version of all documents."""
        documents = [found for index in self.indices.values() for found in index.documents.values()]
        return max((version for version, _ in documents), default=0)

    def find(self, alias: str) -> Index:
        """Find the index of a write alias."""
        for index in self.indices.values():
            if alias in index.aliases:
                return index
        raise Refused(alias)

    def bulk(self, alias: str, version: int, documents: Mapping[int, Document | None]) -> Sequence[Step]:
        """Make the steps that write documents, each for itself."""

        def put(episode: int) -> tuple[int, str]:
            if self._chance.random() < self.refusal:
                return episode, "failed"
            return episode, self.find(alias).put(episode, version, documents[episode])

        return [partial(put, episode) for episode in documents]

    def create(self, name: str, aliases: set[str], origin: int) -> None:
        """Make an index with its own aliases."""
        self.indices[name] = Index(aliases, origin)

    def delete(self, name: str) -> None:
        """Remove an index, if it is there."""
        self.indices.pop(name, None)
        self.serving -= {name}

    def take_alias(self, name: str, *aliases: str, instead: str | None = None) -> None:
        """Take aliases from an index, which must have one of them, and give it another instead."""
        if name not in self.indices or not self.indices[name].aliases & set(aliases):
            raise Refused(name)
        self.indices[name].aliases.difference_update(aliases)
        if instead:
            self.indices[name].aliases.add(instead)

    def find_aliases(self, name: str, *aliases: str) -> set[str]:
        """Tell which of these aliases an index has."""
        return self.indices[name].aliases & set(aliases) if name in self.indices else set()

    def drop_aliases(self, name: str, aliases: set[str]) -> None:
        """Take these aliases from an index, whether it has them or not."""
        if name in self.indices:
            self.indices[name].aliases.difference_update(aliases)

    def swap(self, name: str, old: frozenset[str], taken: str | None) -> None:
        """Point the alias at an index in place of the old ones and take an alias from it, all or nothing."""
        if name not in self.indices or not old <= self.serving:
            raise Refused(name)
        if taken is not None:
            self.take_alias(name, taken)
        self.serving = self.serving - old | {name}
