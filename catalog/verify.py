"""Whether the index equals the tables: every field of every document, over all ids of both sides, in flat memory.

What differs is looked at again once the outbox rows of its episode have drained, for a change on its way is no fault.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from elasticsearch import ApiError, Elasticsearch
from peewee import PostgresqlDatabase

from catalog.claims import find_undrained
from catalog.comparison import Finding, Kind, compare
from catalog.elastic import list_alias_indices
from catalog.parking import Parked, list_parked
from catalog.rebuild import Layout, rebuild
from catalog.repair import Drain, is_episode_id, mend
from catalog.rows import count_rows, find_without_row, page_ids
from catalog.serving import explain_rebuild

PAGE = 500
GHOST_PAGE = 5000
PATIENCE_SECONDS = 60.0
LOOKS = 3
EXAMPLES = 10
KEEP_ALIVE = "2m"


@dataclass(frozen=True, slots=True)
class Difference:
    """How many documents are missing, have no row, or differ from their row, with the first examples.

    ``parked`` are the episodes whose documents Elasticsearch refused: as a rule the missing and stale ones.
    """

    missing: int = 0
    ghost: int = 0
    stale: int = 0
    examples: tuple[Finding, ...] = ()
    parked: tuple[Parked, ...] = ()
    after_repair: Difference | None = None

    @property
    def is_clean(self) -> bool:
        """Tell whether the index equals the tables, after the repair if there was one."""
        left = self.after_repair or self
        return not (left.missing or left.ghost or left.stale)


def verify(
    db: PostgresqlDatabase,
    es: Elasticsearch,
    layout: Layout | None = None,
    *,
    repair: bool = False,
    patience: float = PATIENCE_SECONDS,
    on_progress: Callable[[int], None] = lambda _: None,
) -> Difference:
    """Compare the index with the tables; with ``repair``, mend it and say in ``after_repair`` what is left.

    ``patience`` bounds, in seconds, how long all waits for the outbox may take together. A repair drains the outbox
    itself, beside any indexer; it builds an index anew that may not serve. Raises ``DefinitionNewer``.
    """
    made = layout or Layout()
    if repair and explain_rebuild(db, es, made.alias):
        found = verify(db, es, made, patience=0)
        rebuild(db, es, made)
        return replace(found, after_repair=verify(db, es, made, patience=patience, on_progress=on_progress))
    if not list_alias_indices(es, made.alias):
        return Difference(missing=count_rows(db))
    with Drain(db, es, patience, repairing=repair) as drain:
        found = _Scan(db, es, made.alias, drain, on_progress, repairing=repair).run()
        if found.is_clean or not repair:
            return found
        left = _Scan(db, es, made.alias, drain, on_progress, repairing=False).run()
    return replace(found, after_repair=left)


@dataclass(slots=True)
class _Scan:
    """One pass over both sides."""

    db: PostgresqlDatabase
    es: Elasticsearch
    alias: str
    drain: Drain
    on_progress: Callable[[int], None]
    repairing: bool
    counts: dict[Kind, int] = field(default_factory=lambda: dict.fromkeys(Kind, 0))
    examples: list[Finding] = field(default_factory=list)

    def run(self) -> Difference:
        for ids in page_ids(self.db, PAGE):
            self._take(self._settle(compare(self.db, self.es, self.alias, ids)))
            self.on_progress(len(ids))
        for names in self._page_through_index():
            self._take(self._find_ghosts(names))
        missing, ghost, stale = (self.counts[kind] for kind in (Kind.MISSING, Kind.GHOST, Kind.STALE))
        return Difference(missing, ghost, stale, tuple(self.examples), tuple(list_parked(self.db)))

    def _settle(self, suspects: dict[int, Finding]) -> Collection[Finding]:
        """Look again, each time after what the outbox held is drained, until what is left is no change on its way."""
        for _ in range(LOOKS):
            if not suspects:
                break
            has_drained = self.drain.wait(suspects)
            suspects = compare(self.db, self.es, self.alias, list(suspects))
            if not has_drained:
                break
            # Drained, and liked again since: a document may be a tick behind on likes, and on nothing else.
            moving = find_undrained(self.db, suspects)
            suspects = {
                episode_id: finding
                for episode_id, finding in suspects.items()
                if finding.fields != ("likes",) or episode_id not in moving
            }
        return suspects.values()

    def _find_ghosts(self, names: Collection[str]) -> Collection[Finding]:
        strange = [Finding(name, Kind.GHOST) for name in names if not is_episode_id(name)]
        ids = [int(name) for name in names if is_episode_id(name)]
        without_row = find_without_row(self.db, ids)
        suspects = compare(self.db, self.es, self.alias, sorted(without_row)) if without_row else {}
        return [*strange, *self._settle(suspects)]

    def _page_through_index(self) -> Iterator[list[str]]:
        self.es.indices.refresh(index=self.alias)
        pit: str = self.es.open_point_in_time(index=self.alias, keep_alive=KEEP_ALIVE)["id"]
        try:
            after = None
            while hits := self._read_page(pit, after):
                yield [hit["_id"] for hit in hits]
                after = hits[-1]["sort"]
        finally:
            with suppress(ApiError):
                self.es.close_point_in_time(id=pit)

    def _read_page(self, pit: str, after: list[int] | None) -> list[dict[str, Any]]:
        answer = self.es.search(
            pit={"id": pit, "keep_alive": KEEP_ALIVE},
            size=GHOST_PAGE,
            sort=["_shard_doc"],
            search_after=after,
            source=False,
            track_total_hits=False,
            allow_partial_search_results=False,
        )
        hits: list[dict[str, Any]] = answer["hits"]["hits"]
        return hits

    def _take(self, findings: Collection[Finding]) -> None:
        for finding in findings:
            self.counts[finding.kind] += 1
            if len(self.examples) < EXAMPLES:
                self.examples.append(finding)
        if self.repairing and findings:
            mend(self.db, self.es, self.alias, findings)
