"""Loads at the same time, from several processes and connections."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier

from peewee import PostgresqlDatabase

from pipeline.load import replace_listing, store_guest_casts, store_show_cast
from pipeline.transform import ListingRows
from tests.factories import DAY, make_cast, make_channel, make_item, make_listing, make_show, moment
from tests.tables import empty_tables, read_rows, read_tables

LOADER = """
import sys
from catalog.database import connect
from pipeline.load import replace_listing
from tests.integration.pipeline.load.test_concurrency import make_overlapping_listings

db = connect(sys.argv[1])
listings = make_overlapping_listings()
with db.connection_context():
    for listing in listings[:: int(sys.argv[2])]:
        replace_listing(db, listing)
"""


def make_overlapping_listings() -> list[ListingRows]:
    """Make two weeks of three feeds that share shows, channels and episodes, and contradict each other."""
    return [
        make_listing(
            *(
                make_item(
                    10 * day + number,
                    show=make_show(number % 5 + 1, network_id=number % 3 + 1, name=f"{at}", updated=100 + at),
                    channels=[make_channel(number % 3 + 1, name=f"{at}")],
                    name=f"{at}",
                )
                for number in range(15)
            ),
            at=at,
            feed=feed,
            day=DAY + timedelta(day),
        )
        for at, (day, feed) in enumerate((day, feed) for day in range(14) for feed in ("us", "us_web", "global_web"))
    ]


def test_two_processes_that_load_the_same_days_in_opposite_order_end_in_the_same_tables(
    db: PostgresqlDatabase, postgres_url: str, project: Path
) -> None:
    for listing in make_overlapping_listings():
        replace_listing(db, listing)
    alone = read_tables(db)
    empty_tables(db)

    command = [sys.executable, "-c", LOADER, postgres_url]
    loads = [subprocess.Popen([*command, step], cwd=project, stderr=subprocess.PIPE) for step in ("1", "-1")]
    errors = [load.communicate(timeout=120)[1].decode() for load in loads]

    assert [(load.returncode, error) for load, error in zip(loads, errors, strict=True)] == [(0, ""), (0, "")]
    assert read_tables(db) == alone


def test_many_answers_for_one_listing_at_once_leave_the_newest(db: PostgresqlDatabase, postgres_url: str) -> None:
    answers = [make_listing(make_item(11, name=f"at {at}"), make_item(100 + at), at=at) for at in range(6)]
    start = Barrier(len(answers))

    def load(answer: ListingRows) -> str:
        other = PostgresqlDatabase(postgres_url, prefer_psycopg3=True)
        with other.connection_context():
            start.wait(10)
            return replace_listing(other, answer).status

    with ThreadPoolExecutor(len(answers)) as pool:
        statuses = list(pool.map(load, answers))

    assert statuses[-1] == "replaced"
    assert read_rows(db, "SELECT name FROM episode WHERE id = 11") == ["at 5"]
    assert read_rows(db, "SELECT episode_id FROM schedule ORDER BY 1") == [11, 105]
    assert read_rows(db, "SELECT rows, as_of FROM listing_load") == [(2, moment(5))]


def test_casts_and_listings_may_load_at_once(db: PostgresqlDatabase, postgres_url: str) -> None:
    replace_listing(db, make_listing(make_item(11), make_item(12)))
    start = Barrier(3)

    def run(kind: int) -> None:
        other = PostgresqlDatabase(postgres_url, prefer_psycopg3=True)
        with other.connection_context():
            start.wait(10)
            for at in range(1, 15):
                cast = make_cast((1, 1), (2, 2), (3, 3), p1=f"{at}", p2=f"{at}")
                if kind == 0:
                    replace_listing(other, make_listing(make_item(11, name=f"{at}"), make_item(12), at=at))
                elif kind == 1:
                    store_show_cast(other, 1, cast, for_updated=100, as_of=moment(at))
                else:
                    store_guest_casts(other, {11: cast, 12: cast}, for_updated=100, as_of=moment(at))

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(run, range(3)))

    assert read_rows(db, "SELECT name FROM person ORDER BY id") == ["14", "14", "Person 3"]
    assert read_rows(db, "SELECT name FROM episode WHERE id = 11") == ["14"]
