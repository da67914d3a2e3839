"""How long changes waited is counted once each, when they can be found, from the oldest change on."""

from __future__ import annotations

import math

from elasticsearch import Elasticsearch
from peewee import PostgresqlDatabase

from catalog.lag import read_lag
from catalog.outbox import mark_changed
from catalog.projection import Projector
from catalog.rebuild import Layout
from tests.integration.catalog.projectors import open_projector
from tests.integration.catalog.television import add_episode, add_show


def _change(db: PostgresqlDatabase, episode_id: int, seconds: float) -> None:
    db.execute_sql(
        "INSERT INTO outbox (episode_id, created_at) VALUES (%s, clock_timestamp() - make_interval(secs => %s))",
        (episode_id, seconds),
    )


def _add(*episodes: int) -> None:
    add_show()
    for episode_id in episodes:
        add_episode(episode_id)


def test_an_episode_is_counted_by_its_oldest_change(db: PostgresqlDatabase, projector: Projector) -> None:
    _add(1, 2, 3)
    for episode_id, seconds in ((1, 0), (1, 20), (2, 900), (3, 14)):
        _change(db, episode_id, seconds)

    projector.tick()

    lag = read_lag(db)
    assert lag.episodes == {30.0: 2, math.inf: 1}
    assert 934 <= lag.seconds < 940


def test_what_could_not_be_written_is_counted_when_it_is_with_all_its_waiting(
    db: PostgresqlDatabase, es: Elasticsearch, projector: Projector, layout: Layout
) -> None:
    _add(1)
    _change(db, 1, 90)
    es.indices.put_settings(index=layout.alias, settings={"index.blocks.write": True})

    projector.tick()

    assert read_lag(db).episodes == {}
    es.indices.put_settings(index=layout.alias, settings={"index.blocks.write": False})
    db.execute_sql("UPDATE outbox SET not_before = now()")
    projector.tick()
    assert read_lag(db).episodes == {300.0: 1}


def test_two_indexers_count_into_the_same_spans(
    db: PostgresqlDatabase, es: Elasticsearch, projector: Projector
) -> None:
    _add(1, 2, 3, 4)
    mark_changed(db, episodes=[1, 2, 3, 4])
    for episode_id in (1, 2, 3, 4):
        _change(db, episode_id, 45)

    with open_projector(db, es) as another:
        for one in (projector, another) * 2:
            one.tick(size=1)

    assert read_lag(db).episodes == {60.0: 4}
