"""Made-up answers in any order of arrival end in the same tables; made-up worlds loaded again write nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import product

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from peewee import PostgresqlDatabase

from pipeline.load import replace_listing
from pipeline.transform import ItemRows, ListingRows
from tests.factories import DAY, make_channel, make_item, make_listing, make_show, moment
from tests.tables import Tables, count_new_writes, count_writes, empty_tables, read_tables

FEEDS = ("us", "global_web")
DAYS = tuple(DAY + timedelta(days) for days in range(3))
EPISODES, SHOWS, CHANNELS = (1, 2), (1, 2), (1, 2)
NAMES = st.sampled_from(["a", "b"])
TRIES = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@st.composite
def draw_item(draw: st.DrawFn, episode_id: int, versions: dict[int, tuple[int, str, int]]) -> ItemRows:
    """Draw what an answer says of an episode, whose show may be any, in the version given."""
    show_id = draw(st.sampled_from(SHOWS))
    updated, name, channel_id = versions[show_id]
    show = make_show(show_id, name=name, network_id=channel_id, updated=updated)
    return make_item(episode_id, show=show, channels=[make_channel(channel_id, name=draw(NAMES))], name=draw(NAMES))


@st.composite
def draw_answers(draw: st.DrawFn) -> list[ListingRows]:
    """Draw one answer for each of some listings. A show changes over time, with or without a greater ``updated``."""
    listings = draw(st.lists(st.sampled_from(list(product(FEEDS, DAYS))), min_size=3, max_size=6, unique=True))
    updated = dict.fromkeys(SHOWS, 100)
    answers = []
    for at, (feed, day) in enumerate(listings):
        for show_id in SHOWS:
            updated[show_id] += draw(st.sampled_from([0, 0, 0, 10]))
        versions = {show: (updated[show], draw(NAMES), draw(st.sampled_from(CHANNELS))) for show in SHOWS}
        episodes = draw(st.lists(st.sampled_from(EPISODES), min_size=1, unique=True))
        items = [draw(draw_item(episode, versions)) for episode in episodes]
        answers.append(make_listing(*items, at=at, feed=feed, day=day))
    return answers


@st.composite
def draw_stale_answers(draw: st.DrawFn) -> list[ListingRows]:
    """Draw answers that carry shows out of caches of any age; what a show says depends on its ``updated`` alone."""
    listings = draw(st.lists(st.sampled_from(list(product(FEEDS, DAYS))), min_size=3, max_size=6, unique=True))
    answers = []
    for at, (feed, day) in enumerate(listings):
        items = []
        for episode_id in draw(st.lists(st.sampled_from(EPISODES), unique=True)):
            updated = draw(st.sampled_from([100, 200, 300]))
            show = make_show(draw(st.sampled_from(SHOWS)), name=f"as of {updated}", updated=updated)
            items.append(make_item(episode_id, show=show, name=draw(NAMES)))
        answers.append(make_listing(*items, at=at, feed=feed, day=day))
    return answers


@st.composite
def draw_history(draw: st.DrawFn) -> list[ListingRows]:
    """Draw several answers for each listing, all true when they were made; what a listing holds stays the same."""
    listings = draw(st.lists(st.sampled_from(list(product(FEEDS, DAYS))), min_size=1, max_size=3, unique=True))
    held = {listing: draw(st.lists(st.sampled_from(EPISODES), min_size=1, unique=True)) for listing in listings}
    show_version = episode_version = channel_version = 0
    answers = []
    for at in range(draw(st.integers(2, 7))):
        show_version += draw(st.booleans())
        episode_version += draw(st.booleans())
        channel_version += draw(st.booleans())
        feed, day = listing = draw(st.sampled_from(listings))
        show = make_show(1, name=f"version {show_version}", updated=100 + show_version + episode_version)
        channel = make_channel(1, name=f"version {channel_version}")
        items = [
            make_item(episode, show=show, channels=[channel], name=f"version {episode_version}")
            for episode in held[listing]
        ]
        answers.append(make_listing(*items, at=at, feed=feed, day=day))
    return answers


@TRIES
@given(answers=draw_answers(), order=st.permutations(range(6)))
def test_listings_may_arrive_in_any_order(db: PostgresqlDatabase, answers: list[ListingRows], order: list[int]) -> None:
    shuffled = _shuffle(answers, order)

    assert _load_anew(db, shuffled) == _load_anew(db, answers)


@TRIES
@given(answers=draw_stale_answers(), order=st.permutations(range(6)))
def test_listings_with_stale_shows_may_arrive_in_any_order(
    db: PostgresqlDatabase, answers: list[ListingRows], order: list[int]
) -> None:
    shuffled = _shuffle(answers, order)

    assert _load_anew(db, shuffled) == _load_anew(db, answers)


@TRIES
@given(answers=draw_history(), order=st.permutations(range(7)))
def test_newer_and_older_answers_may_arrive_in_any_order(
    db: PostgresqlDatabase, answers: list[ListingRows], order: list[int]
) -> None:
    shuffled = _shuffle(answers, order)

    assert _load_anew(db, shuffled) == _load_anew(db, answers)


@TRIES
@given(answers=st.one_of(draw_answers(), draw_stale_answers()), order=st.permutations(range(6)))
def test_listings_that_contradict_each_other_settle_and_write_nothing_from_then_on(
    db: PostgresqlDatabase, answers: list[ListingRows], order: list[int]
) -> None:
    _load_anew(db, answers)
    _load_again(db, answers, at=3600)  # what a stale copy overwrote is put right
    before = count_writes(db)

    _load_again(db, _shuffle(answers, order), at=7200)

    assert count_new_writes(db, before) == {"listing_load": len(answers)}


def _shuffle(answers: list[ListingRows], order: list[int]) -> list[ListingRows]:
    return [answers[position] for position in order if position < len(answers)]


def _load_anew(db: PostgresqlDatabase, answers: list[ListingRows]) -> Tables:
    empty_tables(db)
    for answer in answers:
        replace_listing(db, answer)
    return read_tables(db)


def _load_again(db: PostgresqlDatabase, answers: list[ListingRows], at: float) -> None:
    for delay, answer in enumerate(answers):
        replace_listing(db, replace(answer, as_of=moment(at + delay)))
