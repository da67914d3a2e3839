"""The lineup: which places there are to be filled, in every week of every year.

A *slot* is a place of one or two channels in the week. Its time is cut into *turns* of some weeks; in each turn a
show runs for a season. Two shows take turns in most slots, and after some seasons both give way to others. All of it
is arithmetic on the date, so any day of any year is answered alike and at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from simulator.generated.channels import COUNTRIES, GLOBAL_CHANNELS, NETWORKS, WEB_CHANNELS, Channel
from simulator.generated.dice import Dice

WORKDAYS = (0, 1, 2, 3, 4)
EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)


class Beat(Enum):
    """How a season's episodes come out."""

    DAILY = "daily"  # on several days a week, numbered by years
    WEEKLY = "weekly"
    DROP = "drop"  # the whole season on the turn's first day


@dataclass(frozen=True)
class Slot:
    """A place in the week, and the rules of its turns."""

    number: int
    beat: Beat
    days: tuple[int, ...]
    episodes_at_once: int
    network: Channel | None
    web_channel: Channel | None
    turn_weeks: int
    seasons: int  # of each show, before others take over
    rivals: int  # shows that take turns
    first_week: int  # shifts the turns against other slots'
    has_airtime: bool

    @cached_property
    def reign_weeks(self) -> int:
        """The weeks until other shows take over."""
        return self.turn_weeks * self.seasons * self.rivals

    @property
    def home(self) -> Channel:
        """The channel whose country labels the episodes."""
        channel = self.network or self.web_channel
        if channel is None:
            raise ValueError(f"slot {self.number} has no channel")
        return channel


@dataclass(frozen=True)
class Block:
    """Slots of one kind."""

    beat: Beat
    count: int
    days: Sequence[tuple[int, ...]]  # dealt out in turn
    networks: tuple[Channel, ...] = ()
    web_channels: tuple[Channel, ...] = ()
    at_once: tuple[int, int] = (1, 1)
    turn_weeks: tuple[int, int] = (8, 16)
    with_airtime: float = 1.0
    second_channel: tuple[Channel, ...] = ()
    second_share: float = 0.0


def _each(*days: int) -> list[tuple[int, ...]]:
    return [(day,) for day in days]


_WEEK = _each(*EVERY_DAY)
_WEEKEND = _each(5, 6)
_ABROAD = [country.code for country in COUNTRIES if country.code != "US"]
_US, _US_WEB = NETWORKS["US"], WEB_CHANNELS["US"]
_ABROAD_WEB = tuple(channel for code in _ABROAD for channel in WEB_CHANNELS.get(code, ()))
_ABROAD_NETWORKS = tuple(channel for code in _ABROAD for channel in NETWORKS[code])
_YEAR = (52, 52)

BLOCKS = (
    # The us feed: about 50 episodes a day, more on workdays.
    Block(Beat.DAILY, 26, [WORKDAYS], networks=_US, turn_weeks=_YEAR),
    Block(
        Beat.WEEKLY, 75, _each(*WORKDAYS), networks=_US, with_airtime=0.99, second_channel=_US_WEB, second_share=0.03
    ),
    Block(
        Beat.WEEKLY,
        25,
        _each(*WORKDAYS),
        networks=_US,
        at_once=(2, 2),
        second_channel=GLOBAL_CHANNELS,
        second_share=0.1,
    ),
    Block(Beat.WEEKLY, 36, _WEEKEND, networks=_US),
    Block(Beat.WEEKLY, 14, _WEEKEND, networks=_US, at_once=(2, 2)),
    Block(Beat.WEEKLY, 3, _each(1, 4, 6), networks=NETWORKS["AU"], second_channel=_US_WEB, second_share=1.0),
    # The us_web feed: about 10.
    Block(Beat.DAILY, 3, [EVERY_DAY], web_channels=_US_WEB, turn_weeks=_YEAR, with_airtime=0.4),
    Block(Beat.DAILY, 3, [WORKDAYS], web_channels=_US_WEB, turn_weeks=_YEAR, with_airtime=0.4),
    Block(Beat.WEEKLY, 26, _WEEK, web_channels=_US_WEB, with_airtime=0.25),
    Block(Beat.DROP, 12, _WEEK, web_channels=_US_WEB, at_once=(5, 10), turn_weeks=(10, 20), with_airtime=0.0),
    # The global_web feed: about 110. Airtime is what a channel that went global left behind.
    Block(Beat.DAILY, 20, [EVERY_DAY], web_channels=GLOBAL_CHANNELS, turn_weeks=_YEAR, with_airtime=0.15),
    Block(Beat.DAILY, 14, [WORKDAYS], web_channels=GLOBAL_CHANNELS, turn_weeks=_YEAR, with_airtime=0.1),
    Block(
        Beat.WEEKLY,
        200,
        _WEEK,
        web_channels=GLOBAL_CHANNELS,
        with_airtime=0.08,
        second_channel=_ABROAD_NETWORKS,
        second_share=0.04,
    ),
    Block(Beat.WEEKLY, 42, _WEEK, web_channels=GLOBAL_CHANNELS, at_once=(2, 2), with_airtime=0.08),
    Block(Beat.DROP, 470, _WEEK, web_channels=GLOBAL_CHANNELS, at_once=(4, 13), turn_weeks=(10, 20), with_airtime=0.02),
    # A season that is dropped whole may be a hundred episodes long.
    Block(Beat.DROP, 3, _WEEK, web_channels=GLOBAL_CHANNELS, at_once=(40, 100), turn_weeks=(10, 20), with_airtime=0.0),
    # Other countries' streaming: about 60.
    Block(Beat.DAILY, 8, [EVERY_DAY], web_channels=_ABROAD_WEB, turn_weeks=_YEAR, with_airtime=0.8),
    Block(Beat.DAILY, 6, [EVERY_DAY], web_channels=_ABROAD_WEB, at_once=(2, 2), turn_weeks=_YEAR, with_airtime=0.6),
    Block(Beat.WEEKLY, 105, _WEEK, web_channels=_ABROAD_WEB, with_airtime=0.55),
    Block(Beat.WEEKLY, 35, _WEEK, web_channels=_ABROAD_WEB, at_once=(2, 2), with_airtime=0.5),
    Block(Beat.DROP, 210, _WEEK, web_channels=_ABROAD_WEB, at_once=(3, 11), turn_weeks=(10, 20), with_airtime=0.1),
    # Other countries' networks, each a few a day, for `country=GB` and the like.
    Block(Beat.DAILY, 33, [WORKDAYS], networks=_ABROAD_NETWORKS, turn_weeks=_YEAR),
    Block(Beat.WEEKLY, 198, _WEEK, networks=_ABROAD_NETWORKS),
)


def make_slots(seed: int) -> list[Slot]:
    """Lay out all slots of a catalogue."""
    slots: list[Slot] = []
    for block in BLOCKS:
        slots.extend(_fill(seed, block, len(slots)))
    return slots


def _fill(seed: int, block: Block, first: int) -> Iterator[Slot]:
    for place in range(block.count):
        yield _make_slot(Dice(seed, "slot", first + place), block, first + place, place)


def _make_slot(dice: Dice, block: Block, number: int, place: int) -> Slot:
    network = dice.pick("network", block.networks) if block.networks else None
    web_channel = dice.pick("web channel", block.web_channels) if block.web_channels else None
    if dice.chance("a second channel", block.second_share):
        second = dice.pick("second channel", block.second_channel)
        network, web_channel = (network, second) if network else (second, web_channel)
    turn_weeks = dice.between("weeks", *block.turn_weeks)
    seasons = dice.between("seasons", 3, 7)
    return Slot(
        number=number,
        beat=block.beat,
        days=block.days[place % len(block.days)],
        episodes_at_once=dice.between("at once", *block.at_once),
        network=network,
        web_channel=web_channel,
        turn_weeks=turn_weeks,
        seasons=seasons,
        rivals=1 if block.beat is Beat.DAILY else 2,
        first_week=dice.between("first week", 0, turn_weeks * seasons * 2),
        has_airtime=dice.chance("airtime", block.with_airtime),
    )
