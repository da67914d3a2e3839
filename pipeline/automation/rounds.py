"""What rounds share: days that are to be loaded since some moment, listings first, casts after them, failures again.

What a round lacks is read from what was materialized since it began, by whatever run.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, ClassVar, Self, TypeVar

import dagster as dg
import msgspec

from pipeline.automation.asking import MARKS, Attempts, read_loaded, request_days
from pipeline.automation.jobs import CASTS, LISTINGS

PAGE = 1000  # materializations; a round may be a year and more
Loaded = Mapping[str, Mapping[date, int]]
Missing = Mapping[str, set[date]]


class Round(msgspec.Struct, frozen=True, kw_only=True):
    """A round: the day on which it began, since when it counts, and what was asked for since."""

    MOST_ATTEMPTS: ClassVar[int] = 24

    today: date
    begun: datetime
    attempts: dict[str, Attempts] = {}
    is_done: bool = False

    @classmethod
    def decode(cls, cursor: str) -> Self:
        """Read the round out of a cursor."""
        return msgspec.json.decode(cursor, type=cls)

    def encode(self) -> str:
        """Write the round for a cursor."""
        return msgspec.json.encode(self).decode()

    def replace(self, **changes: Any) -> Self:
        """Give the round with some of its facts changed."""
        return msgspec.structs.replace(self, **changes)

    def ask(self, group: str, now: datetime) -> Self:
        """Note that a group is being asked for."""
        made = self.attempts.get(group, Attempts())
        return self.replace(attempts={**self.attempts, group: made.another(now)})

    def has_given_up(self, group: str) -> bool:
        """Tell whether the group was asked for as often as it is."""
        return self.attempts.get(group, Attempts()).made >= self.MOST_ATTEMPTS

    def may_ask(self, group: str, now: datetime) -> bool:
        """Tell whether the group's next attempt is due."""
        return not self.has_given_up(group) and self.attempts.get(group, Attempts()).not_before <= now

    def is_given_up(self, missing: Missing) -> bool:
        """Tell whether nothing of what is missing will be asked for again."""
        return all(self.has_given_up(group) for group, lacking in missing.items() if lacking)


AnyRound = TypeVar("AnyRound", bound=Round)


def find_missing(days: set[date], loaded: Loaded, listed: set[date]) -> Missing:
    """Find what a round lacks: listings, and casts that are not newer than the day's listings.

    ``loaded`` gives the number of each day's newest materialization in this round. Casts of a day that was never
    listed would only fail.
    """
    listings, casts = loaded[LISTINGS], loaded[CASTS]
    return {
        LISTINGS: days - set(listings),
        CASTS: {day for day in days & listed if casts.get(day, 0) <= listings.get(day, 0)},
    }


def read_missing(instance: dg.DagsterInstance, days: set[date], since: datetime) -> Missing:
    """Read what days lack that were to be loaded since a moment."""
    loaded = {group: _read_newest(instance, mark, since) for group, mark in MARKS.items()}
    return find_missing(days, loaded, read_loaded(instance, LISTINGS))


def ask_next(
    current: AnyRound, missing: Missing, tags: dict[str, str], now: datetime
) -> tuple[AnyRound, list[dg.RunRequest]] | None:
    """Ask for what is missing and due, listings before casts; give the round that knows of it, and the requests."""
    for group, lacking in missing.items():
        if lacking and current.may_ask(group, now):
            return current.ask(group, now), [*request_days(group, lacking, current.today, tags)]
    return None


def _read_newest(instance: dg.DagsterInstance, mark: dg.AssetKey, since: datetime) -> dict[date, int]:
    newest: dict[date, int] = {}
    cursor, has_more = None, True
    wanted = dg.AssetRecordsFilter(asset_key=mark, after_timestamp=since.timestamp())
    while has_more:
        found = instance.fetch_materializations(wanted, limit=PAGE, cursor=cursor, ascending=True)
        cursor, has_more = found.cursor, found.has_more
        newest |= {date.fromisoformat(one.partition_key): one.storage_id for one in found.records if one.partition_key}
    return newest
