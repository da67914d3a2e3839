"""Items of listings to rows."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from pipeline.transform import ChannelRow, EpisodeRow, ShowRow, to_item_rows
from tests.unit.pipeline.transform.payloads import SHOW, US, write_episode, write_listing


def test_every_field_of_an_episode_finds_its_column() -> None:
    assert to_item_rows(write_episode()).episode == EpisodeRow(
        id=11,
        show_id=7,
        season=1,
        number=2,
        name="Pilot",
        type="regular",
        airdate=date(2020, 12, 1),
        airtime="20:30",
        airtime_known=True,
        airstamp=datetime(2020, 12, 2, 1, 30, tzinfo=UTC),
        runtime_minutes=30,
        rating=7.5,
        image_medium="em.jpg",
        image_original="eo.jpg",
        summary="An episode.",
        url="https://www.tvmaze.com/episodes/11/show-1x02-pilot",
        show_updated=1704794122,
    )


def test_every_field_of_a_show_finds_its_column() -> None:
    assert to_item_rows(write_episode()).show == ShowRow(
        id=7,
        name="Show",
        type="Scripted",
        language="English",
        genres=("Drama", "Crime"),
        status="Ended",
        runtime_minutes=60,
        average_runtime_minutes=58,
        premiered_date=date(2014, 9, 22),
        ended_date=date(2020, 2, 18),
        official_site="https://example.org",
        airs_time="20:00",
        airs_days=("Monday", "Friday"),
        rating=8.0,
        network_id=2,
        web_channel_id=1,
        dvd_country_code="JP",
        tvrage=1,
        thetvdb=2,
        imdb="tt3",
        image_medium="m.jpg",
        image_original="o.jpg",
        summary="A show.",
        url="https://www.tvmaze.com/shows/7/show",
        weight=97,
        updated=1704794122,
    )


def test_a_show_gives_its_network_and_its_web_channel() -> None:
    assert to_item_rows(write_episode()).channels == (
        ChannelRow(
            "network", 2, "CBS", "US", "United States", "America/New_York", "https://example.org/cbs", 1704794122
        ),
        ChannelRow("web", 1, "Netflix", None, None, None, None, 1704794122),
    )


def test_a_show_on_no_channel_gives_none() -> None:
    item = to_item_rows(write_episode({"network": None, "webChannel": None}))

    assert (item.channels, item.show.network_id, item.show.web_channel_id) == ((), None, None)


@pytest.mark.parametrize(
    ("airstamp", "moment"),
    [
        ("2020-12-02T01:30:00+00:00", datetime(2020, 12, 2, 1, 30, tzinfo=UTC)),
        ("2016-10-05T00:00:00-04:00", datetime(2016, 10, 5, 4, 0, tzinfo=UTC)),
        ("2016-10-05T23:30:00+09:30", datetime(2016, 10, 5, 14, 0, tzinfo=UTC)),
        (None, None),
    ],
)
def test_an_airstamp_is_read_with_its_own_offset(airstamp: str | None, moment: datetime | None) -> None:
    assert to_item_rows(write_episode(airstamp=airstamp)).episode.airstamp == moment


def test_the_label_of_a_late_night_stays_the_day_before() -> None:
    episode = to_item_rows(
        write_episode(airdate="2020-12-01", airtime="00:30", airstamp="2020-12-02T05:30:00+00:00")
    ).episode

    assert (episode.airdate, episode.airtime, episode.airtime_known) == (date(2020, 12, 1), "00:30", True)


def test_an_unknown_airtime_is_said_to_be_unknown() -> None:
    episode = to_item_rows(write_episode(airtime="", airstamp="2020-12-01T12:00:00+00:00")).episode

    assert (episode.airtime, episode.airtime_known) == (None, False)
    assert episode.airstamp == datetime(2020, 12, 1, 12, tzinfo=UTC)


def test_an_unscheduled_episode_has_neither_date_nor_moment() -> None:
    episode = to_item_rows(write_episode(airdate="", airtime="", airstamp=None)).episode

    assert (episode.airdate, episode.airtime, episode.airstamp) == (None, None, None)


@pytest.mark.parametrize("summary", [None, "", "<p></p>"])
def test_an_empty_summary_is_none(summary: str | None) -> None:
    item = to_item_rows(write_episode({"summary": summary}, summary=summary))

    assert (item.episode.summary, item.show.summary) == (None, None)


@pytest.mark.parametrize(
    "name", ["averageRuntime", "ended", "dvdCountry", "officialSite", "externals", "image", "schedule", "rating"]
)
def test_a_show_of_an_older_schema_lacks_keys(name: str) -> None:
    show: dict[str, Any] = {key: value for key, value in SHOW.items() if key != name}
    (episode,) = write_listing({"id": 11, "name": "Pilot", "season": 1, "show": show}).episodes

    item = to_item_rows(episode)

    assert item.show.name == "Show"
    assert (item.episode.number, item.episode.type, item.episode.rating, item.episode.image_medium) == (None,) * 4


def test_empty_texts_of_a_show_are_none() -> None:
    show = to_item_rows(
        write_episode({"schedule": {"time": "", "days": []}, "genres": [], "language": "", "officialSite": ""})
    ).show

    assert (show.airs_time, show.airs_days, show.genres, show.language, show.official_site) == (
        None,
        (),
        (),
        None,
        None,
    )


def test_a_network_abroad_keeps_its_own_time_zone() -> None:
    network = {
        "id": 3,
        "name": "Eleven",
        "country": {"name": "Australia", "code": "AU", "timezone": "Australia/Sydney"},
    }
    web = {"id": 4, "name": "nick.com", "country": US}

    channels = to_item_rows(write_episode({"network": network, "webChannel": web})).channels

    assert [(channel.country_code, channel.timezone) for channel in channels] == [
        ("AU", "Australia/Sydney"),
        ("US", "America/New_York"),
    ]
