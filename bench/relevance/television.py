"""Days of television for queries to be asked of: from the simulator's catalogues into the tables, without HTTP.

The way is the pipeline's own: payload, row, table. Only asking, pace and freshness are left out.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import orjson
from peewee import PostgresqlDatabase

from catalog.rows import EpisodeRow, page_ids, read_rows
from pipeline.load import replace_listing, store_guest_casts, store_show_cast
from pipeline.transform import to_cast_rows, to_listing_rows, to_season_rows
from pipeline.tvmaze.answer import Answer
from pipeline.tvmaze.feeds import feeds_of
from pipeline.tvmaze.parse import parse_guest_cast, parse_listing, parse_show
from simulator.clock import Clock
from simulator.embeds import embed_in_show
from simulator.generated.source import GeneratedSource
from simulator.recorded import RecordedSource
from simulator.source import Payload, Source

COUNTRY = "US"
PAGE = 1000
LIKED_SHARE, MOST_LIKES = 0.2, 1000


def open_generated(seed: int, today: date) -> Source:
    """Give the generated catalogue of a seed as of a day, so that it is the same whenever it is asked."""
    noon = datetime.combine(today, time(12, tzinfo=UTC))
    return GeneratedSource(seed, Clock((noon - datetime.now(UTC)).total_seconds()))


def open_recorded(folder: Path, seed: int) -> Source:
    """Give the recorded days, with the casts that no recording has made up by a seed."""
    return RecordedSource(folder, seed)


def list_days(first: date, count: int) -> list[date]:
    """List days from one on."""
    return [first + timedelta(days) for days in range(count)]


def list_recorded_days(folder: Path) -> list[date]:
    """List the days that a folder holds recordings of."""
    return sorted({date.fromisoformat(file.stem) for file in folder.glob("schedule/*/????-??-??.json")})


def load(db: PostgresqlDatabase, source: Source, days: Sequence[date], seed: int) -> list[EpisodeRow]:
    """Load days with their casts, let some episodes be liked, and give all rows."""
    as_of = datetime.now(UTC).replace(microsecond=0)
    for day in days:
        for feed, payload in _list_day(source, day):
            parsed = parse_listing(_answer(payload, as_of))
            replace_listing(db, to_listing_rows(feed, day, as_of, parsed))
    _load_casts(db, source, as_of)
    _add_likes(db, seed)
    return read_all(db)


def read_all(db: PostgresqlDatabase) -> list[EpisodeRow]:
    """Read every episode."""
    return [row for ids in page_ids(db, PAGE) for row in read_rows(db, ids)]


def _list_day(source: Source, day: date) -> Iterator[tuple[str, list[Payload]]]:
    broadcast, web, worldwide = (feed.name for feed in feeds_of(COUNTRY))
    yield broadcast, source.schedule(COUNTRY, day)
    yield web, source.web_schedule(day, COUNTRY)
    yield worldwide, source.web_schedule(day, "")


def _load_casts(db: PostgresqlDatabase, source: Source, as_of: datetime) -> None:
    for (show_id,) in db.execute_sql("SELECT id FROM show ORDER BY id").fetchall():
        parsed = parse_show(_answer(embed_in_show(source, source.show(show_id), ["cast", "seasons"]), as_of))
        seasons = to_season_rows(parsed.seasons)
        store_show_cast(db, show_id, to_cast_rows(parsed.cast), seasons, for_updated=0, as_of=as_of)
    ids = [episode_id for (episode_id,) in db.execute_sql("SELECT id FROM episode ORDER BY id").fetchall()]
    parsed_casts = {each: parse_guest_cast(_answer(source.guest_cast(each), as_of)) for each in ids}
    casts = {episode_id: to_cast_rows(parsed.cast) for episode_id, parsed in parsed_casts.items()}
    store_guest_casts(db, casts, for_updated=0, as_of=as_of)


def _answer(payload: object, as_of: datetime) -> Answer:
    return Answer("/", as_of, orjson.dumps(payload))


def _add_likes(db: PostgresqlDatabase, seed: int) -> None:
    """Let a share of the episodes be liked, most of them by few."""
    chance = random.Random(f"likes {seed}")  # noqa: S311 - no secrets
    ids = [episode_id for (episode_id,) in db.execute_sql("SELECT id FROM episode ORDER BY id").fetchall()]
    liked = [episode_id for episode_id in ids if chance.random() < LIKED_SHARE]
    likes = [round(math.exp(chance.random() * math.log(MOST_LIKES))) for _ in liked]
    statement = "INSERT INTO like_total (episode_id, likes) SELECT * FROM unnest(%s::bigint[], %s::bigint[])"
    db.execute_sql(statement, (liked, likes))
