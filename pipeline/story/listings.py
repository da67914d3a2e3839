"""A day's listings, feed by feed: ask, keep the answer as it came, take it apart, replace the listing.

A feed that cannot be had leaves the other feeds and days alone. Each listing commits by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime

from peewee import PostgresqlDatabase

from pipeline.landing import quarantine, read_answer, store_answer
from pipeline.load import replace_listing
from pipeline.story.results import BLOCKED, FAILED, UNREACHABLE, DayLoad, FeedLoad
from pipeline.transform import to_listing_rows
from pipeline.tvmaze.answer import Answer
from pipeline.tvmaze.errors import TvmazeError, TvmazeUnavailable
from pipeline.tvmaze.feeds import Feed
from pipeline.tvmaze.parse import parse_listing

Fetch = Callable[[Feed, date], Answer]


class NotKept(TvmazeError):
    """A replay was asked for, but no answer to the request was ever kept."""


def read_kept(db: PostgresqlDatabase) -> Fetch:
    """Give what hands out the newest kept answers in place of a client: a replay without a call."""

    def fetch(feed: Feed, day: date) -> Answer:
        request = feed.request(day)
        stands_by = _read_as_of(db, feed, day)
        if (answer := read_answer(db, request)) is None:
            raise NotKept(request, "no answer is kept to replay; load raw_schedule too")
        # An answer that was repeated is kept under its first date, but the listing has stood by it since.
        return replace(answer, as_of=max(answer.as_of, stands_by or answer.as_of))

    return fetch


def load_days(
    db: PostgresqlDatabase, fetch: Fetch, feeds: Sequence[Feed], days: Sequence[date], *, accept_shrunk: bool = False
) -> Iterator[DayLoad]:
    """Load days in the order given and tell of each. Where TVMaze can't be reached at all, give up the rest."""
    for position, day in enumerate(days):
        load = load_day(db, fetch, feeds, day, accept_shrunk=accept_shrunk)
        yield load
        if len(load.feeds_that_are(UNREACHABLE)) == len(feeds):
            fact = f"not asked for, since nothing of {day} could be reached"
            yield from (DayLoad(rest, (FeedLoad("all", UNREACHABLE, error=fact),)) for rest in days[position + 1 :])
            return


def load_day(
    db: PostgresqlDatabase, fetch: Fetch, feeds: Sequence[Feed], day: date, *, accept_shrunk: bool = False
) -> DayLoad:
    """Load the listings of one day."""
    return DayLoad(day, tuple(_load_feed(db, fetch, feed, day, accept_shrunk=accept_shrunk) for feed in feeds))


def _load_feed(db: PostgresqlDatabase, fetch: Fetch, feed: Feed, day: date, *, accept_shrunk: bool) -> FeedLoad:
    try:
        return _store_listing(db, feed, day, fetch(feed, day), accept_shrunk=accept_shrunk)
    except TvmazeUnavailable as error:
        return FeedLoad(feed.name, UNREACHABLE, error=str(error))
    except TvmazeError as error:
        return FeedLoad(feed.name, FAILED, error=str(error))


def _store_listing(db: PostgresqlDatabase, feed: Feed, day: date, answer: Answer, *, accept_shrunk: bool) -> FeedLoad:
    parsed = parse_listing(answer)
    if not _is_outdated(db, feed, day, answer):
        store_answer(db, answer)
    quarantine(db, answer.request, parsed.malformed)
    rows = to_listing_rows(feed.name, day, answer.as_of, parsed)
    outcome = replace_listing(db, rows, accept_shrunk=accept_shrunk)
    is_missing = outcome.status == BLOCKED and _read_as_of(db, feed, day) is None
    return FeedLoad(
        feed.name,
        outcome.status,
        rows=outcome.rows,
        added=outcome.added,
        removed=outcome.removed,
        quarantined=len(parsed.malformed),
        warning=outcome.warning,
        error=f"{answer.request}: never loaded, and {outcome.warning}" if is_missing else None,
    )


def _is_outdated(db: PostgresqlDatabase, feed: Feed, day: date, answer: Answer) -> bool:
    # Kept, it would pass for the newest, since the newer answer that the listing stands by may bear an older date.
    stands_by = _read_as_of(db, feed, day)
    return stands_by is not None and answer.as_of < stands_by


def _read_as_of(db: PostgresqlDatabase, feed: Feed, day: date) -> datetime | None:
    found = db.execute_sql("SELECT as_of FROM listing_load WHERE feed = %s AND date = %s", (feed.name, day)).fetchone()
    return found[0] if found else None


def list_refused(db: PostgresqlDatabase) -> list[tuple[str, date]]:
    """Name the listings, by feed and day, whose last answer had shrunken and is not believed."""
    return list(db.execute_sql("SELECT feed, date FROM listing_load WHERE refused_at IS NOT NULL ORDER BY 2, 1"))
