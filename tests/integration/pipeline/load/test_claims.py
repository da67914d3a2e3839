"""Two runs never ask for the same unlisted episode, and a claim neither outlives its run nor holds anyone up."""

from __future__ import annotations

from contextlib import closing

from peewee import PostgresqlDatabase

from pipeline.load import UnlistedEpisode, claim_unlisted, list_unlisted, replace_listing, store_verdict
from tests.factories import make_item, make_listing
from tests.tables import read_rows


def test_an_episode_is_asked_for_once(db: PostgresqlDatabase, unlisted: UnlistedEpisode) -> None:
    asked = []
    for episode in claim_unlisted(db):
        asked.append(episode.id)
        store_verdict(db, episode, None, country="US")

    assert asked == [unlisted.id]
    assert list(claim_unlisted(db)) == []


def test_what_another_run_asks_for_is_skipped(
    db: PostgresqlDatabase, other_run: PostgresqlDatabase, unlisted: UnlistedEpisode
) -> None:
    replace_listing(db, make_listing(at=70))

    with closing(claim_unlisted(db)) as ours, closing(claim_unlisted(other_run)) as theirs:
        assert [next(ours).id, next(theirs).id] == [unlisted.id, 12]
        assert list(theirs) == []


def test_what_another_run_asked_for_since_is_skipped(
    db: PostgresqlDatabase, other_run: PostgresqlDatabase, unlisted: UnlistedEpisode
) -> None:
    replace_listing(db, make_listing(at=70))
    ours = claim_unlisted(db)
    assert next(ours) == unlisted

    for episode in claim_unlisted(other_run):
        store_verdict(other_run, episode, None, country="US")

    assert list(ours) == []
    assert [episode.id for episode in list_unlisted(db)] == [unlisted.id]


def test_a_claim_dies_with_its_run(
    db: PostgresqlDatabase, other_run: PostgresqlDatabase, unlisted: UnlistedEpisode
) -> None:
    theirs = claim_unlisted(other_run)
    assert next(theirs) == unlisted
    assert list(claim_unlisted(db)) == []

    (killed,) = other_run.execute_sql("SELECT pg_backend_pid()").fetchone()
    db.execute_sql("SELECT pg_terminate_backend(%s, 5000)", (killed,))

    assert list(claim_unlisted(db)) == [unlisted]


def test_a_claim_holds_up_neither_loads_nor_likes(
    db: PostgresqlDatabase, other_run: PostgresqlDatabase, unlisted: UnlistedEpisode
) -> None:
    user = read_rows(
        db, "INSERT INTO app_user (username, email, password_hash) VALUES ('ann', 'a@example.org', '') RETURNING id"
    )
    other_run.execute_sql("SET lock_timeout = '1s'")

    with closing(claim_unlisted(db)) as claims:
        assert next(claims) == unlisted
        other_run.execute_sql("INSERT INTO episode_like (user_id, episode_id) VALUES (%s, %s)", (user[0], unlisted.id))
        outcome = replace_listing(other_run, make_listing(make_item(11, name="Back"), at=70))

    assert outcome.changed_episodes == 0
    assert read_rows(db, "SELECT unlisted_at FROM episode WHERE id = 11") == [None]
