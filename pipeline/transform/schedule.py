"""One item of a listing: channel, show and episode payloads to rows."""

from __future__ import annotations

from catalog.tables.schedule import NETWORK, WEB_CHANNEL
from pipeline.transform.moments import to_date, to_moment
from pipeline.transform.rows import ChannelRow, EpisodeRow, ItemRows, ShowRow
from pipeline.transform.text import strip_html, strip_line
from pipeline.tvmaze.payloads import (
    ChannelPayload,
    EpisodePayload,
    ExternalsPayload,
    ImagePayload,
    RatingPayload,
    ShowPayload,
    TimetablePayload,
)


def to_item_rows(payload: EpisodePayload) -> ItemRows:
    """Turn an episode with its show into the rows that they fill."""
    return ItemRows(to_channel_rows(payload.show), to_show_row(payload.show), to_episode_row(payload))


def to_channel_rows(show: ShowPayload) -> tuple[ChannelRow, ...]:
    """Give a show's network and web channel, those that it has."""
    carried = ((NETWORK, show.network), (WEB_CHANNEL, show.web_channel))
    return tuple(_to_channel_row(kind, channel, show.updated) for kind, channel in carried if channel)


def to_show_row(show: ShowPayload) -> ShowRow:
    """Turn a show into its row."""
    timetable = show.schedule or TimetablePayload()
    externals = show.externals or ExternalsPayload()
    image = show.image or ImagePayload()
    return ShowRow(
        id=show.id,
        name=strip_line(show.name),
        type=show.type or None,
        language=show.language or None,
        genres=show.genres,
        status=show.status or None,
        runtime_minutes=show.runtime,
        average_runtime_minutes=show.average_runtime,
        premiered_date=to_date(show.premiered),
        ended_date=to_date(show.ended),
        official_site=show.official_site or None,
        airs_time=timetable.time or None,
        airs_days=timetable.days,
        rating=(show.rating or RatingPayload()).average,
        network_id=show.network.id if show.network else None,
        web_channel_id=show.web_channel.id if show.web_channel else None,
        dvd_country_code=show.dvd_country.code if show.dvd_country else None,
        tvrage=externals.tvrage,
        thetvdb=externals.thetvdb,
        imdb=externals.imdb or None,
        image_medium=image.medium or None,
        image_original=image.original or None,
        summary=strip_html(show.summary),
        url=show.url or None,
        weight=show.weight,
        updated=show.updated,
    )


def to_episode_row(episode: EpisodePayload) -> EpisodeRow:
    """Turn an episode into its row."""
    image = episode.image or ImagePayload()
    return EpisodeRow(
        id=episode.id,
        show_id=episode.show.id,
        season=episode.season,
        number=episode.number,
        name=strip_line(episode.name),
        type=episode.type or None,
        airdate=to_date(episode.airdate),
        airtime=episode.airtime or None,
        airtime_known=bool(episode.airtime),
        airstamp=to_moment(episode.airstamp),
        runtime_minutes=episode.runtime,
        rating=(episode.rating or RatingPayload()).average,
        image_medium=image.medium or None,
        image_original=image.original or None,
        summary=strip_html(episode.summary),
        url=episode.url or None,
        show_updated=episode.show.updated,
    )


def _to_channel_row(kind: str, channel: ChannelPayload, show_updated: int) -> ChannelRow:
    country = channel.country
    return ChannelRow(
        kind=kind,
        id=channel.id,
        name=strip_line(channel.name),
        country_code=country.code if country else None,
        country_name=(country.name or None) if country else None,
        timezone=(country.timezone or None) if country else None,
        official_site=channel.official_site or None,
        show_updated=show_updated,
    )
