"""Whatever column a document is made of: changing it alone, and saying so, changes the document."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from peewee import PostgresqlDatabase

from catalog.documents import read_rows, to_document
from catalog.outbox import mark_changed
from catalog.tables import Outbox
from tests.integration.catalog.television import add_channel, add_person, add_show, add_whole_episode

EPISODE = {"episodes": [1]}
SHOW = {"shows": [1]}
NETWORK = {"channels": [("network", 7)]}
WEB_CHANNEL = {"channels": [("web", 8)]}


@dataclass(frozen=True)
class Change:
    """One column of one row that gets another value, and what ``mark_changed`` is told."""

    table: str
    column: str
    value: str
    where: str
    marked: Mapping[str, Any]
    field: str

    def __str__(self) -> str:
        return f"{self.table}.{self.column}-{self.where}"


CHANGES = [
    *(
        Change("episode", column, value, "true", EPISODE, field)
        for column, value, field in [
            ("name", "'Other'", "name"),
            ("season", "9", "season"),
            ("number", "NULL", "number"),
            ("type", "'significant_special'", "type"),
            ("airdate", "'2021-01-01'", "airdate"),
            ("airtime", "''", "airtime"),
            ("airtime_known", "false", "airtime_known"),
            ("airstamp", "NULL", "airstamp"),
            ("runtime_minutes", "61", "runtime"),
            ("rating", "NULL", "rating"),
            ("image_medium", "'other'", "image"),
            ("image_original", "'other'", "image"),
            ("summary", "'Other.'", "summary"),
            ("url", "NULL", "url"),
            ("withdrawn", "true", "withdrawn"),
            ("show_id", "2", "show"),
        ]
    ),
    *(
        Change("show", column, value, "id = 1", SHOW, field)
        for column, value, field in [
            ("name", "'Other'", "show"),
            ("type", "'News'", "show"),
            ("status", "'Ended'", "show"),
            ("language", "NULL", "show"),
            ("genres", "'{Comedy,Drama}'", "show"),
            ("weight", "1", "weight"),
            ("image_medium", "NULL", "show"),
            ("image_original", "NULL", "show"),
            ("network_id", "9", "show"),
            ("web_channel_id", "9", "show"),
        ]
    ),
    Change("channel", "name", "'Other'", "id = 7", NETWORK, "show"),
    Change("channel", "country_code", "'GB'", "id = 7", NETWORK, "show"),
    Change("channel", "timezone", "'UTC'", "id = 7", NETWORK, "show"),
    Change("channel", "name", "'Other'", "id = 8", WEB_CHANNEL, "show"),
    Change("person", "name", "'Other'", "id = 11", {"people": [11]}, "person"),
    Change("person", "name", "'Other'", "id = 12", {"people": [12]}, "guest"),
    Change("role", "name", "'Other'", "id = 11", {"roles": [11]}, "characters"),
    Change("role", "name", "'Other'", "id = 12", {"roles": [12]}, "characters"),
    Change("show_cast", "person_id", "13", "true", SHOW, "person_id"),
    Change("show_cast", "role_id", "13", "true", SHOW, "characters"),
    Change("guest_cast", "person_id", "13", "true", EPISODE, "guest_id"),
    Change("guest_cast", "role_id", "13", "true", EPISODE, "characters"),
    Change("schedule", "feed", "'us_web'", "true", EPISODE, "feeds"),
    Change("like_total", "likes", "4", "true", EPISODE, "likes"),
]


def _read(db: PostgresqlDatabase) -> Mapping[str, Any]:
    (row,) = read_rows(db, [1])
    return to_document(row)


@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_a_change_to_one_column_alone_changes_the_document(db: PostgresqlDatabase, change: Change) -> None:
    add_whole_episode(1)
    add_channel(9, "network")
    add_channel(9, "web")
    add_show(2)
    add_person(13)
    db.execute_sql("INSERT INTO like_total VALUES (1, 3)")
    before = _read(db)

    db.execute_sql(f"UPDATE {change.table} SET {change.column} = {change.value} WHERE {change.where}")
    marked = mark_changed(db, **change.marked)

    after = _read(db)
    assert marked == 1
    assert [row.episode_id for row in Outbox.select()] == [1]
    assert after[change.field] != before[change.field]


def test_the_order_of_a_cast_is_the_order_of_its_people(db: PostgresqlDatabase) -> None:
    add_whole_episode(1)
    add_person(13)
    db.execute_sql("INSERT INTO show_cast VALUES (1, 13, 13, 1, false, false)")
    before = _read(db)

    db.execute_sql("UPDATE show_cast SET position = 1 - position")

    after = _read(db)
    assert (before["person_id"], after["person_id"]) == ([12, 11, 13], [12, 13, 11])


def test_rows_are_read_in_as_many_statements_whatever_their_number(
    db: PostgresqlDatabase, caplog: pytest.LogCaptureFixture
) -> None:
    add_whole_episode(1)
    db.execute_sql("""
        INSERT INTO episode (id, show_id, season, name, airtime_known, as_of)
        SELECT id, 1, 1, 'Episode', false, now() FROM generate_series(2, 300) AS id
    """)
    with caplog.at_level(logging.DEBUG, "peewee"):
        rows = read_rows(db, range(1, 301))

    assert len(rows) == 300
    assert len(caplog.records) == 5
    assert len({id(row.show) for row in rows}) == 1
