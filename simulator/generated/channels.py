"""Countries and channels of the generated catalogue. Names are invented; ids are what a reader may trust.

As at TVMaze, names are not unique (``Lumen``, ``Kanal Uno``), and a channel that changed its name goes by the old one
in the rows that were made before.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from simulator.generated.slugs import slug


@dataclass(frozen=True, slots=True)
class Country:
    """A country as TVMaze writes it, and the language its shows are in."""

    code: str
    name: str
    timezone: str
    language: str

    def payload(self) -> dict[str, str]:
        """Give TVMaze's object."""
        return {"name": self.name, "code": self.code, "timezone": self.timezone}


@dataclass(frozen=True)
class Channel:
    """A network or a web channel; one without a country is global."""

    id: int
    name: str
    country: Country | None
    former_name: str | None = None

    @property
    def code(self) -> str | None:
        """The code of its country, ``None`` for a global channel."""
        return self.country.code if self.country else None

    @cached_property
    def site(self) -> str | None:
        """Its own site; every third channel has none."""
        return f"https://www.{slug(self.name)}.example/" if self.id % 3 else None

    def payload(self, *, has_site: bool, is_former: bool) -> dict[str, Any]:
        """Give TVMaze's object, as of now or as rows of older recordings carry it."""
        channel: dict[str, Any] = {
            "id": self.id,
            "name": (is_former and self.former_name) or self.name,
            "country": self.country.payload() if self.country else None,
        }
        return channel | {"officialSite": self.site} if has_site else channel


COUNTRIES = (
    Country("US", "United States", "America/New_York", "English"),
    Country("GB", "United Kingdom", "Europe/London", "English"),
    Country("CA", "Canada", "America/Halifax", "English"),
    Country("AU", "Australia", "Australia/Sydney", "English"),
    Country("JP", "Japan", "Asia/Tokyo", "Japanese"),
    Country("KR", "Korea, Republic of", "Asia/Seoul", "Korean"),
    Country("CN", "China", "Asia/Shanghai", "Chinese"),
    Country("NO", "Norway", "Europe/Oslo", "Norwegian"),
    Country("SE", "Sweden", "Europe/Stockholm", "Swedish"),
    Country("DE", "Germany", "Europe/Busingen", "German"),
    Country("FR", "France", "Europe/Paris", "French"),
    Country("NL", "Netherlands", "Europe/Amsterdam", "Dutch"),
    Country("ES", "Spain", "Europe/Madrid", "Spanish"),
    Country("BR", "Brazil", "America/Noronha", "Portuguese"),
    Country("IN", "India", "Asia/Kolkata", "Hindi"),
    Country("TR", "Türkiye", "Europe/Istanbul", "Turkish"),
    Country("RU", "Russian Federation", "Asia/Kamchatka", "Russian"),
)
COUNTRY = {country.code: country for country in COUNTRIES}

# Networks by country; the order gives the ids.
_NETWORK_NAMES = {
    "US": (
        "Harborline|CNB Prairie|Foxglove|Meridian One|Public Lantern|The Copper Channel|Ember|Northstar Sports|Hearth|"
        "Kettle|Arclight|Beacon|KidSpark|Velvet|Tidewater|Aviary|Orbit|Nocturne|Paddock|Lumen|Longwave|Summit Outdoors|"
        "Cinder|MetroVision|Radius|Almanac"
    ),
    "GB": "Channel Albion|Beacon|Thameside Two|The Parlour|Moorland",
    "CA": "Maple Central|Boréal|Prairie Sky",
    "AU": "Southern Cross Nine|Wattle|Coral Eleven",
    "JP": "Hinode TV|Sakura MX|Kaze Network",
    "KR": "Hanbit|Seorabeol TV",
    "CN": "Jade River TV|Red Lantern Satellite",
    "NO": "Kanal Uno|Fjord TV",
    "SE": "Kanal Uno|Norrsken",
    "DE": "Erste Welle|Rheinblick",
    "FR": "Canal Lumière|Étoile 2",
    "NL": "Polder 4",
    "ES": "Antena Sol|Río TV",
    "BR": "Rede Cruzeiro|TV Ipê",
    "IN": "Sitara|Kamal TV",
    "TR": "Lale TV",
    "RU": "Северный канал|Пятая линия",
}
_WEB_NAMES = {
    "US": "Porchlight|Brightside Originals|Dispatch Live|Lumen|Riverbend|Nickel & Dime|The Daily Signal|Overlook",
    "GB": "Albion Player|Parlour Plus",
    "CA": "Boréal en ligne|Cabin",
    "AU": "WattleNow",
    "JP": "Kaze on Demand",
    "KR": "Hanbit Play|Dalbit",
    "CN": "Cloud Pavilion|Bamboo Video|Nine Rivers",
    "NO": "Fjord Pluss|Kanal Uno Play",
    "SE": "Norrsken Play",
    "DE": "Welle Mediathek",
    "NL": "Polder Gemist",
    "ES": "Sol Más",
    "BR": "Ipê Play",
    "IN": "Sitara Box",
    "TR": "Lale Dijital",
    "RU": "Северное кино",
}
_GLOBAL_NAMES = (
    "Panorama",
    "Aurora+",
    "Kinetik",
    "Lumen",
    "Storyhouse",
    "Cascade",
    "Evergreen",
    "Monsoon",
    "Halo Kids",
    "Atlas Originals",
    "Wavelength",
    "Marquee",
    "Zephyr",
    "Полярис",
)
# Channels that were renamed, by their new name.
_FORMER_NAMES = {"Panorama": "Panorama TV+", "Полярис": "Polyaris", "Foxglove": "FGN", "Dalbit": "Dalbit TV"}


def _number(names: dict[str, str], first: int) -> dict[str, tuple[Channel, ...]]:
    pairs = [(code, name) for code, joined in names.items() for name in joined.split("|")]
    channels = [_channel(first + place, name, COUNTRY[code]) for place, (code, name) in enumerate(pairs)]
    return {code: tuple(each for each in channels if each.code == code) for code in names}


def _channel(identity: int, name: str, country: Country | None) -> Channel:
    return Channel(identity, name, country, _FORMER_NAMES.get(name))


# Networks and web channels are numbered each for themselves, so their ids meet.
NETWORKS = _number(_NETWORK_NAMES, first=1)
WEB_CHANNELS = _number(_WEB_NAMES, first=101)
GLOBAL_CHANNELS = tuple(_channel(place, name, None) for place, name in enumerate(_GLOBAL_NAMES, start=1))
