"""Answers taken apart, item by item: what is malformed is set aside with its reason, the rest goes on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from msgspec import Raw, Struct, field

from pipeline.tvmaze.answer import Answer
from pipeline.tvmaze.items import ItemReader, MalformedItem, read_list, read_object, read_outline
from pipeline.tvmaze.payloads import CastPayload, EpisodeFields, EpisodePayload, Id, SeasonPayload, ShowPayload

MOST_DIGITS = 18  # of what Postgres holds as a bigint


@dataclass(frozen=True)
class ParsedListing:
    """A listing's episodes in its order, each id once. ``duplicates`` names those it held twice: the last was kept."""

    episodes: tuple[EpisodePayload, ...]
    malformed: tuple[MalformedItem, ...] = ()
    duplicates: tuple[int, ...] = ()


@dataclass(frozen=True)
class ParsedShow:
    """A show with its cast and seasons; ``show`` is ``None`` where it is malformed itself."""

    show: ShowPayload | None
    cast: tuple[CastPayload, ...] = ()
    seasons: tuple[SeasonPayload, ...] = ()
    malformed: tuple[MalformedItem, ...] = ()


@dataclass(frozen=True)
class ParsedSeason:
    """Guest casts of all episodes of a season by the episode's id; ``()`` for an episode without guests."""

    guest_casts: Mapping[int, tuple[CastPayload, ...]]
    malformed: tuple[MalformedItem, ...] = ()


@dataclass(frozen=True)
class ParsedCast:
    """A cast in TVMaze's order, each pair of person and character once (the first is kept)."""

    cast: tuple[CastPayload, ...]
    malformed: tuple[MalformedItem, ...] = ()


@dataclass(frozen=True)
class ParsedEpisode:
    """One episode with its show; ``None`` where it is malformed."""

    episode: EpisodePayload | None
    malformed: tuple[MalformedItem, ...] = ()


def parse_listing(answer: Answer) -> ParsedListing:
    """Take a listing apart; raises ``MalformedAnswer`` if it is no list."""
    reader = ItemReader()
    found = [
        episode
        for position, item in enumerate(read_list(answer))
        if (episode := _read_episode(reader, bytes(item), f"$[{position}]"))
    ]
    times = Counter(episode.id for episode in found)
    last = {episode.id: episode for episode in found}
    return ParsedListing(
        episodes=tuple(last.values()),
        malformed=reader.malformed,
        duplicates=tuple(episode_id for episode_id, count in times.items() if count > 1),
    )


def parse_show(answer: Answer) -> ParsedShow:
    """Take apart a show that was asked for with its cast and seasons; raises ``MalformedAnswer`` if it is none."""
    embeds = read_object(answer, _ShowOutline).embedded
    reader = ItemReader()
    seasons = reader.read_all(embeds.seasons, SeasonPayload, "$._embedded.seasons")
    return ParsedShow(
        show=reader.read(answer.body, ShowPayload, "$"),
        cast=_read_cast(reader, embeds.cast, "$._embedded.cast"),
        seasons=tuple({season.id: season for season in seasons}.values()),
        malformed=reader.malformed,
    )


def parse_season_episodes(answer: Answer) -> ParsedSeason:
    """Take the guest casts out of a season's episodes; raises ``MalformedAnswer`` if it is no list."""
    reader = ItemReader()
    guest_casts = {}
    for position, item in enumerate(read_list(answer)):
        path = f"$[{position}]"
        if outline := reader.read(bytes(item), _SeasonEpisodeOutline, path):
            guests = outline.embedded.guest_cast
            guest_casts[outline.id] = _read_cast(reader, guests, f"{path}._embedded.guestcast")
    return ParsedSeason(guest_casts, reader.malformed)


def parse_guest_cast(answer: Answer) -> ParsedCast:
    """Take an episode's guest cast apart; raises ``MalformedAnswer`` if it is no list."""
    reader = ItemReader()
    return ParsedCast(_read_cast(reader, read_list(answer), "$"), reader.malformed)


def parse_episode(answer: Answer) -> ParsedEpisode:
    """Read an episode that was asked for with its show; raises ``MalformedAnswer`` if it is no object."""
    read_outline(answer)
    reader = ItemReader()
    return ParsedEpisode(_read_episode(reader, answer.body, "$"), reader.malformed)


def parse_updates(answer: Answer) -> dict[int, int]:
    """Read when shows changed last, in Unix time, by id; raises ``MalformedAnswer`` if it is no object.

    What is no id or no moment is left out: it is the same at the next look, or mended.
    """
    told = read_object(answer, dict[str, Raw])
    return {int(show_id): int(bytes(at)) for show_id, at in told.items() if _is_number(show_id) and _is_number(at)}


def _is_number(text: str | Raw) -> bool:
    digits = text if isinstance(text, str) else bytes(text).decode(errors="replace")
    return digits.isascii() and digits.isdecimal() and len(digits) <= MOST_DIGITS


class _EmbeddedShow(Struct, frozen=True):
    show: ShowPayload | None = None


class _EpisodeOnTheWire(EpisodeFields, frozen=True, kw_only=True):
    show: ShowPayload | None = None
    embedded: _EmbeddedShow = field(default=_EmbeddedShow(), name="_embedded")


class _ShowEmbeds(Struct, frozen=True):
    cast: tuple[Raw, ...] = ()
    seasons: tuple[Raw, ...] = ()


class _ShowOutline(Struct, frozen=True):
    embedded: _ShowEmbeds = field(default=_ShowEmbeds(), name="_embedded")


class _GuestCastEmbed(Struct, frozen=True):
    guest_cast: tuple[Raw, ...] = field(default=(), name="guestcast")


class _SeasonEpisodeOutline(Struct, frozen=True):
    id: Id
    embedded: _GuestCastEmbed = field(default=_GuestCastEmbed(), name="_embedded")


def _read_episode(reader: ItemReader, item: bytes, path: str) -> EpisodePayload | None:
    found = reader.read(item, _EpisodeOnTheWire, path)
    if found is None:
        return None
    show = found.show or found.embedded.show
    if show is None:
        reader.reject(item, f"An episode without its show - at `{path}.show` and `{path}._embedded.show`")
        return None
    return EpisodePayload(show=show, **{name: getattr(found, name) for name in EpisodeFields.__struct_fields__})


def _read_cast(reader: ItemReader, items: Iterable[Raw], path: str) -> tuple[CastPayload, ...]:
    first: dict[tuple[int, int], CastPayload] = {}
    for row in reader.read_all(items, CastPayload, path):
        first.setdefault((row.person.id, row.character.id), row)
    return tuple(first.values())
