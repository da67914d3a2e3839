"""Thousands of documents to write again, such as a renamed network's: in bounded batches, and no like waits."""

from __future__ import annotations

from elasticsearch import Elasticsearch
from peewee import PostgresqlDatabase

from catalog.claims import CLAIM_SIZE
from catalog.outbox import mark_changed
from catalog.projection import Projector
from catalog.rebuild import Layout
from catalog.tables import Channel
from tests.integration.catalog.projectors import list_outbox, read_document
from tests.integration.catalog.television import add_channel, add_episode, add_episodes, add_show, add_user, like

EPISODES = 3 * CLAIM_SIZE


def _rename_network(db: PostgresqlDatabase, projector: Projector) -> None:
    """Have a network of many episodes renamed, and one episode of another show that somebody may like."""
    add_channel(1, "network")
    add_show(1, network_id=1)
    add_episodes(db, 1, EPISODES)
    add_show(2)
    add_episode(EPISODES + 1, 2)
    add_user(1)
    mark_changed(db, episodes=[EPISODES + 1])
    projector.tick()
    Channel.update(name="Renamed").execute()
    mark_changed(db, channels=[("network", 1)])


def test_a_like_is_written_by_the_next_tick_before_what_waits_for_longer(
    db: PostgresqlDatabase, es: Elasticsearch, projector: Projector, layout: Layout
) -> None:
    _rename_network(db, projector)
    like(db, 1, EPISODES + 1)

    result = projector.tick()

    assert result.claimed == CLAIM_SIZE + 1
    assert result.is_full
    assert read_document(es, layout, EPISODES + 1)["_source"]["likes"] == 1
    assert len(list_outbox()) == EPISODES - CLAIM_SIZE


def test_likes_do_not_hold_up_what_waits_for_longer(
    db: PostgresqlDatabase, es: Elasticsearch, projector: Projector, layout: Layout
) -> None:
    _rename_network(db, projector)

    for _ in range(EPISODES // CLAIM_SIZE):
        db.execute_sql(
            "INSERT INTO outbox (episode_id, like_delta) SELECT id, 1 FROM episode WHERE id > %s", (EPISODES - 100,)
        )
        projector.tick()

    renamed = es.count(index=layout.alias, query={"term": {"show.network": "Renamed"}})["count"]
    assert renamed == EPISODES, "what was there before is written, whoever likes"
