"""TVMaze's JSON as types: strict about what is read, indifferent to what is not.

Unknown keys are ignored and absent ones are ``None``, per record, since one answer mixes the schemas of
several years (TVMaze caches its objects apart). A value of another type than the one promised, a number
beyond the database's range, a text with a NUL (which Postgres refuses) or an impossible date raises
``msgspec.ValidationError`` with the JSON path. Texts stay as they came, but for an unknown ``airdate``
and ``airtime``: HTML and an empty summary are the transformation's to judge.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Annotated, ClassVar

from msgspec import Meta, Struct, field
from msgspec.structs import force_setattr

NO_NUL = r"\A[^\x00]*\Z"
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")

Id = Annotated[int, Meta(gt=0, le=2**63 - 1)]
BigInteger = Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)]
Integer = Annotated[int, Meta(ge=-(2**31), le=2**31 - 1)]
Text = Annotated[str, Meta(pattern=NO_NUL)]
Airtime = Annotated[str, Meta(pattern=r"\A(([01]\d|2[0-3]):[0-5]\d)?\Z")]


def _check_date(name: str, text: str) -> None:
    try:
        # The form as well: Python also reads weeks and bare digits.
        is_date = _DATE.fullmatch(text) is not None and date.fromisoformat(text) is not None
    except ValueError:
        is_date = False
    if not is_date:
        raise ValueError(f"`{name}` is no date: {text[:40]!r}")


def _check_instant(text: str) -> None:
    try:
        moment = datetime.fromisoformat(text)
        known = moment.tzinfo is not None and moment.astimezone(UTC) is not None
    except (ValueError, OverflowError):
        known = False
    if not known:
        raise ValueError(f"`airstamp` is no moment with an offset: {text[:40]!r}")


class Payload(Struct, frozen=True, kw_only=True, rename="camel"):
    """Base of all payloads: camelCase on the wire, snake_case here; named fields are checked to be dates."""

    date_fields: ClassVar[tuple[str, ...]] = ()

    def __post_init__(self) -> None:
        """Refuse a text that is not a day of the calendar where a day belongs; ``""`` and null mean none."""
        for name in self.date_fields:
            if text := getattr(self, name):
                _check_date(name, text)


class CountryPayload(Payload, frozen=True, kw_only=True):
    """A country; ``timezone`` is TVMaze's choice of one of its zones."""

    code: Text
    name: Text | None = None
    timezone: Text | None = None


class ChannelPayload(Payload, frozen=True, kw_only=True):
    """A network or a web channel; without a country it is a global one."""

    id: Id
    name: Text
    country: CountryPayload | None = None
    official_site: Text | None = None


class RatingPayload(Payload, frozen=True, kw_only=True):
    """An average of 0 to 10, written as an integer or with decimals."""

    average: float | None = None


class ImagePayload(Payload, frozen=True, kw_only=True):
    """Addresses of a picture in two sizes."""

    medium: Text | None = None
    original: Text | None = None


class TimetablePayload(Payload, frozen=True, kw_only=True):
    """A show's usual slot (its key is ``schedule``): ``time`` may be ``""``, ``days`` are English names."""

    time: Text | None = None
    days: tuple[Text, ...] = ()


class ExternalsPayload(Payload, frozen=True, kw_only=True):
    """A show's ids elsewhere."""

    tvrage: BigInteger | None = None
    thetvdb: BigInteger | None = None
    imdb: Text | None = None


class ShowPayload(Payload, frozen=True, kw_only=True):
    """A show as of the request, not as of the airing. ``updated`` is in unix seconds, 0 where it is absent."""

    date_fields = ("premiered", "ended")

    id: Id
    name: Text
    url: Text | None = None
    type: Text | None = None
    language: Text | None = None
    genres: tuple[Text, ...] = ()
    status: Text | None = None
    runtime: Integer | None = None
    average_runtime: Integer | None = None
    premiered: Text | None = None
    ended: Text | None = None
    official_site: Text | None = None
    schedule: TimetablePayload | None = None
    rating: RatingPayload | None = None
    weight: Integer = 0
    network: ChannelPayload | None = None
    web_channel: ChannelPayload | None = None
    dvd_country: CountryPayload | None = None
    externals: ExternalsPayload | None = None
    image: ImagePayload | None = None
    summary: Text | None = None
    updated: BigInteger = 0


class EpisodeFields(Payload, frozen=True, kw_only=True):
    """An episode by itself. ``airdate`` and ``airtime`` are ``None`` where unknown, which TVMaze writes as ``""``."""

    date_fields = ("airdate",)

    id: Id
    name: Text
    season: Integer
    url: Text | None = None
    number: Integer | None = None
    type: Text | None = None
    airdate: Text | None = None
    airtime: Airtime | None = None
    airstamp: Text | None = None
    runtime: Integer | None = None
    rating: RatingPayload | None = None
    image: ImagePayload | None = None
    summary: Text | None = None

    def __post_init__(self) -> None:
        """Read ``""`` as unknown, and refuse an airstamp that is no instant."""
        super().__post_init__()
        force_setattr(self, "airdate", self.airdate or None)
        force_setattr(self, "airtime", self.airtime or None)
        if self.airstamp is not None:
            _check_instant(self.airstamp)


class EpisodePayload(EpisodeFields, frozen=True, kw_only=True):
    """An episode with its show, which the wire holds at ``show`` or at ``_embedded.show``."""

    show: ShowPayload


class PersonPayload(Payload, frozen=True, kw_only=True):
    """A person as casts name them."""

    date_fields = ("birthday", "deathday")

    id: Id
    name: Text
    url: Text | None = None
    country: CountryPayload | None = None
    birthday: Text | None = None
    deathday: Text | None = None
    gender: Text | None = None
    image: ImagePayload | None = None
    updated: BigInteger | None = None


class CharacterPayload(Payload, frozen=True, kw_only=True):
    """A character as casts name it."""

    id: Id
    name: Text
    url: Text | None = None
    image: ImagePayload | None = None


class CastPayload(Payload, frozen=True, kw_only=True):
    """One person in one role; the same for casts and guest casts."""

    person: PersonPayload
    character: CharacterPayload
    self_: bool = field(default=False, name="self")
    voice: bool = False


class SeasonPayload(Payload, frozen=True, kw_only=True):
    """A season of a show; its number may be a year."""

    id: Id
    number: Integer
