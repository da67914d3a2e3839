"""Random lives of users, episodes and the index: after each projection everything is as a simple model says."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, ClassVar

import pytest
from elasticsearch import Elasticsearch
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test
from peewee import PostgresqlDatabase

from api.accounts.queries import add_account, attempt_by_name, log_in, remove_account
from api.accounts.sessions import Session, continue_session, end_session
from api.authentication import find_user
from api.likes import set_like
from api.marks import read_marks
from api.reactions.queries import Reaction, add_bookmark, list_newest, remove_bookmark
from api.tokens import Claims
from catalog.projection import Projector
from catalog.rebuild import Layout, rebuild
from catalog.rows import read_next_ids
from pipeline.load import list_unlisted, replace_listing, store_verdict
from tests.factories import DAY, make_item, make_listing
from tests.faults.crashes import Crash, CrashAfterAnswer, CrashBeforeAnswer, ForgetfulProjector
from tests.tables import empty_tables

USERS, EPISODES = ("ada", "ben", "cleo"), (1, 2, 3, 4)
FEEDS = ("us", "us_web")
SEQUENCES, STEPS = 50, 20
USER, EPISODE = st.sampled_from(USERS), st.sampled_from(EPISODES)


class Reactions(RuleBasedStateMachine):
    """The real tables and index, changed as the API and the pipeline change them, beside a model of plain sets."""

    db: ClassVar[PostgresqlDatabase]
    version_db: ClassVar[PostgresqlDatabase]
    es: ClassVar[Elasticsearch]
    layout: ClassVar[Layout]
    projector: ClassVar[type[Projector]] = Projector

    def __init__(self) -> None:
        super().__init__()
        self.db.execute_sql("DELETE FROM episode_like; DELETE FROM episode_bookmark; DELETE FROM app_user")
        self.db.execute_sql("DELETE FROM like_total; DELETE FROM login_failure")
        empty_tables(self.db)
        self.clock = 0.0
        self.ids: dict[str, int] = {}
        self.known: set[int] = set()
        self.withdrawn: set[int] = set()
        self.likes: set[tuple[str, int]] = set()
        self.bookmarks: set[tuple[str, int]] = set()
        self.sessions: dict[Session, bool] = {}
        self.load_a_day(FEEDS[0], {1, 2, 3}, "a")
        for name in USERS[:2]:
            self.log_in(name)

    def _is_open(self, name: str) -> bool:
        return any(is_open and session.user_id == self.ids.get(name) for session, is_open in self.sessions.items())

    @rule(feed=st.sampled_from(FEEDS), listed=st.sets(EPISODE), name=st.sampled_from(["a", "b"]))
    def load_a_day(self, feed: str, listed: set[int], name: str) -> None:
        self.clock += 60
        items = [make_item(episode_id, name=name) for episode_id in sorted(listed)]
        replace_listing(self.db, make_listing(*items, at=self.clock, feed=feed, day=DAY))
        self.known |= listed
        self.withdrawn -= listed

    @rule()
    def ask_for_what_is_unlisted(self) -> None:
        for unlisted in list_unlisted(self.db):
            if store_verdict(self.db, unlisted, None, country="US") == "withdrawn":
                self.withdrawn.add(unlisted.id)

    @rule(name=USER)
    def log_in(self, name: str) -> None:
        if name not in self.ids:
            account = add_account(name, f"{name}@example.org", f"hash of {name}")
            assert account is not None
            self.ids[name] = account.id
        attempt = attempt_by_name(name.upper(), "127.0.0.1", counted=True)
        assert attempt.account is not None
        session = log_in(attempt.account, attempt, None)
        assert session is not None
        self.sessions[session] = True

    @precondition(lambda self: self.sessions)
    @rule(data=st.data())
    def log_out(self, data: st.DataObject) -> None:
        ended = data.draw(st.sampled_from(list(self.sessions)))
        end_session(ended.user_id, ended.id)
        self._end(ended)

    @precondition(lambda self: self.sessions)
    @rule(data=st.data())
    def refresh(self, data: st.DataObject) -> None:
        given = data.draw(st.sampled_from(list(self.sessions)))
        continued = continue_session(given.refresh_token)
        assert (continued is not None) == self.sessions[given]
        if continued is not None:
            self.sessions[given] = False  # its token is used; the session lives on in the next one
            self.sessions[continued] = True
        elif given.user_id in self.ids.values():
            self._end(given)

    def _end(self, ended: Session) -> None:
        for session in self.sessions:
            if session.id == ended.id:
                self.sessions[session] = False

    @rule(wishes=st.lists(st.tuples(USER, EPISODE, st.booleans()), min_size=1, max_size=6))
    def like(self, wishes: list[tuple[str, int, bool]]) -> None:
        for name, episode_id, liked in wishes:
            if self._is_open(name):
                self._like(name, episode_id, liked=liked)

    def _like(self, name: str, episode_id: int, *, liked: bool) -> None:
        state = set_like(self.ids[name], episode_id, liked=liked)
        assert (state is not None) == (episode_id in self.known)
        if state is not None:
            (self.likes.add if liked else self.likes.discard)((name, episode_id))
            assert (state.liked, state.likes) == (liked, self._count(episode_id))

    @rule(name=USER, episode_id=EPISODE, bookmarked=st.booleans())
    def bookmark(self, name: str, episode_id: int, bookmarked: bool) -> None:  # noqa: FBT001 - hypothesis draws it
        if not self._is_open(name):
            return
        change = add_bookmark if bookmarked else remove_bookmark
        assert change(self.ids[name], episode_id) == (episode_id in self.known)
        if episode_id in self.known:
            (self.bookmarks.add if bookmarked else self.bookmarks.discard)((name, episode_id))

    @precondition(lambda self: self.ids)
    @rule(data=st.data())
    def remove_account(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(self.ids)))
        remove_account(self.ids.pop(name))
        self.likes = {pair for pair in self.likes if pair[0] != name}
        self.bookmarks = {pair for pair in self.bookmarks if pair[0] != name}
        self.sessions = {one: is_open for one, is_open in self.sessions.items() if one.user_id in self.ids.values()}

    @rule()
    def project(self) -> None:
        projector = self.projector(self.db, self.version_db, self.es)
        while not projector.tick().is_idle:
            pass
        self._check_index()
        self._check_tables()

    @rule(crashing=st.sampled_from([CrashBeforeAnswer, CrashAfterAnswer]))
    def crash_the_projector(self, crashing: type[Projector]) -> None:
        with suppress(Crash):
            crashing(self.db, self.version_db, self.es).tick()

    @rule(chance=st.integers(1, 6))
    def rebuild(self, chance: int) -> None:
        if chance == 1:  # it is the slowest by far
            rebuild(self.db, self.es, self.layout, grace=0)

    def teardown(self) -> None:
        self.project()

    def _count(self, episode_id: int) -> int:
        return sum(liked == episode_id for _, liked in self.likes)

    def _check_index(self) -> None:
        if not self.known:
            return
        found = self.es.mget(index=self.layout.alias, ids=[str(one) for one in sorted(self.known)])
        shown = {int(doc["_id"]): doc.get("_source", {}) for doc in found["docs"]}
        assert {one: (doc.get("likes"), doc.get("withdrawn")) for one, doc in shown.items()} == {
            one: (self._count(one), one in self.withdrawn) for one in self.known
        }

    def _check_tables(self) -> None:
        assert set(read_next_ids(self.db, 0, 100)) == self.known
        for name, user_id in self.ids.items():
            marks = read_marks(user_id, list(EPISODES))
            assert {one for one in EPISODES if marks[one][0]} == {one for who, one in self.likes if who == name}
            kept = {one for who, one in self.bookmarks if who == name}
            assert set(list_newest(Reaction.BOOKMARK, user_id).ids) == kept
        for session in self.sessions:
            stands = any(is_open for one, is_open in self.sessions.items() if one.id == session.id)
            assert (find_user(Claims(session.user_id, session.id)) is not None) == stands


@pytest.fixture
def machine(
    db: PostgresqlDatabase, version_db: PostgresqlDatabase, es: Elasticsearch, layout: Layout
) -> type[Reactions]:
    """Give the machine over stores of the test's own."""
    rebuild(db, es, layout, grace=0)
    return type("Machine", (Reactions,), {"db": db, "version_db": version_db, "es": es, "layout": layout})


def _run(machine: Any, sequences: int, **options: Any) -> None:
    checks = settings(
        max_examples=sequences,
        stateful_step_count=STEPS,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
        **options,
    )
    run_state_machine_as_test(machine, settings=checks)


@pytest.mark.parametrize("part", range(4))
def test_whatever_users_do_and_whoever_crashes_the_index_follows(machine: type[Reactions], part: int) -> None:
    _run(seed(part)(machine), SEQUENCES)


def test_a_projector_that_forgets_what_was_not_acknowledged_is_found_wrong(machine: type[Reactions]) -> None:
    machine.projector = ForgetfulProjector

    with pytest.raises(AssertionError):
        _run(machine, SEQUENCES, phases=[Phase.generate])
