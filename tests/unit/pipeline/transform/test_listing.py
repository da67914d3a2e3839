"""Listings to rows: fingerprints, and one version of what several items carry."""

from __future__ import annotations

from dataclasses import fields, replace
from itertools import permutations
from typing import Any

import pytest

from pipeline.transform import ChannelRow, EpisodeRow, ItemRows, ShowRow, to_listing_rows
from pipeline.transform.listing import choose_channels, choose_shows, read_id
from tests.factories import DAY, make_channel, make_item, make_show, moment
from tests.unit.pipeline.transform.payloads import EPISODE, SHOW, write_listing

WORTHLESS = {"updated", "weight", "show_updated"}


def test_a_listing_keeps_what_it_is_and_the_ids_of_its_malformed_items() -> None:
    good = {**EPISODE, "show": SHOW}
    parsed = write_listing(good, {**EPISODE, "id": 12, "season": "one", "show": SHOW}, {"id": "x"}, 13)

    listing = to_listing_rows("us", DAY, moment(5), parsed)

    assert (listing.feed, listing.date, listing.as_of) == ("us", DAY, moment(5))
    assert [item.episode.id for item in listing.items] == [11]
    assert listing.malformed == (12, None, None)


@pytest.mark.parametrize(
    ("item", "episode_id"),
    [
        ('{"id": 12, "season": "one"}', 12),
        ('{"id": "12"}', None),
        ('{"id": -1}', None),
        ('{"name": "no id"}', None),
        ('{"id": 12, "na', None),
        ("[1]", None),
        ("null", None),
        ("", None),
    ],
)
def test_the_id_of_a_malformed_item_is_read_where_it_can_be(item: str, episode_id: int | None) -> None:
    assert read_id(item) == episode_id


def _with_other(row: Any, name: str) -> Any:
    other: dict[type, Any] = {str: "other", int: 987, float: 0.5, bool: False, tuple: ("other",), type(None): "other"}
    value = getattr(row, name)
    return replace(row, **{name: other.get(type(value), DAY.replace(year=1999))})


@pytest.mark.parametrize(
    ("part", "name"),
    [(row, field.name) for row in (EpisodeRow, ShowRow, ChannelRow) for field in fields(row)],
    ids=lambda value: value if isinstance(value, str) else value.__name__,
)
def test_a_fingerprint_tells_every_difference_but_updated_and_weight(part: type, name: str) -> None:
    item = make_item(11)
    other = {
        EpisodeRow: ItemRows(
            item.channels, item.show, _with_other(item.episode, name) if part is EpisodeRow else item.episode
        ),
        ShowRow: ItemRows(item.channels, _with_other(item.show, name) if part is ShowRow else item.show, item.episode),
        ChannelRow: ItemRows(
            (_with_other(item.channels[0], name),) if part is ChannelRow else item.channels, item.show, item.episode
        ),
    }[part]

    assert (other.fingerprint == item.fingerprint) is (name in WORTHLESS)


def test_a_fingerprint_fits_a_bigint_and_is_the_same_in_every_process() -> None:
    assert make_item(11).fingerprint == make_item(11).fingerprint
    assert all(-(2**63) <= make_item(episode).fingerprint < 2**63 for episode in range(1, 200))


def test_the_version_of_a_show_with_the_greatest_updated_is_chosen_in_any_order() -> None:
    items = [make_item(number, show=make_show(name=f"{number}", updated=100 + number)) for number in (1, 3, 2)]

    chosen = {choose_shows(order)[0].name for order in permutations(items)}

    assert chosen == {"3"}


def test_versions_of_equal_updated_are_told_apart_the_same_way_in_any_order() -> None:
    items = [make_item(number, show=make_show(name=name)) for number, name in enumerate("abc", 1)]

    assert len({choose_shows(order)[0].name for order in permutations(items)}) == 1


def test_the_name_of_a_channel_is_the_one_whose_show_was_updated_last() -> None:
    items = [
        make_item(1, show=make_show(1, updated=100), channels=[make_channel(name="KION")]),
        make_item(2, show=make_show(2, updated=300), channels=[make_channel(name="КИОН")]),
        make_item(3, show=make_show(3, updated=200), channels=[make_channel(name="KION+")]),
    ]

    assert {choose_channels(order)[0].name for order in permutations(items)} == {"КИОН"}


def test_a_network_and_a_web_channel_may_share_an_id() -> None:
    item = make_item(1, channels=[make_channel(5, "web", name="w"), make_channel(5, "network", name="n")])

    assert [(channel.kind, channel.name) for channel in choose_channels([item])] == [("network", "n"), ("web", "w")]
