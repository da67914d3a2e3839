"""What the endpoints ask of a catalogue, generated or recorded. Payloads are TVMaze's JSON as dictionaries."""

from __future__ import annotations

from datetime import date
from typing import Any, Protocol

Payload = dict[str, Any]


class NotHeld(Exception):
    """The catalogue has nothing of that id."""


class Source(Protocol):
    """A catalogue. Ids that it does not hold raise ``NotHeld``; a day without episodes is an empty list."""

    def schedule(self, country: str, day: date) -> list[Payload]:
        """List what a country's channels air on its local calendar day, each with its show at ``show``."""

    def web_schedule(self, day: date, country: str | None) -> list[Payload]:
        """List streamed episodes labelled with the day, each with its show embedded.

        ``None`` is every country's local channels and the global ones, a code one country's local channels,
        ``""`` the global channels alone.
        """

    def show(self, show_id: int) -> Payload:
        """Give a show."""

    def episodes(self, show_id: int) -> list[Payload]:
        """List a show's episodes in order, specials included."""

    def cast(self, show_id: int) -> list[Payload]:
        """List a show's main cast."""

    def seasons(self, show_id: int) -> list[Payload]:
        """List a show's seasons in order."""

    def season_episodes(self, season_id: int) -> list[Payload]:
        """List a season's episodes in order, specials included."""

    def episode(self, episode_id: int) -> Payload:
        """Give an episode without its show."""

    def show_of(self, episode_id: int) -> Payload:
        """Give the show of an episode."""

    def guest_cast(self, episode_id: int) -> list[Payload]:
        """List an episode's guest cast."""

    def updates(self) -> dict[str, int]:
        """Give the moment of each show's last change, by the show's id."""
