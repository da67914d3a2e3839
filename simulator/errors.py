"""TVMaze's error answers, as others noted them down: one envelope, a few names."""

from __future__ import annotations

from typing import Any


class Refused(Exception):
    """An answer that is an error, in TVMaze's envelope."""

    def __init__(self, status: int, name: str, message: str = "") -> None:
        super().__init__(f"{status} {name} {message}")
        self.status = status
        self.body: dict[str, Any] = {"name": name, "message": message, "code": 0, "status": status}


def not_found() -> Refused:
    """Say that nothing has that id, or that there is no such path."""
    return Refused(404, "Not Found")


def invalid_embed() -> Refused:
    """Say that the endpoint does not know an embed."""
    return Refused(400, "Bad Request", "Invalid embed type")


def invalid_country() -> Refused:
    """Say that it is no code of ISO 3166-1; ``UK`` is none."""
    return Refused(422, "Unprocessable entity", "Not a valid ISO country code")


def invalid_date() -> Refused:
    """Say that it is no day of the calendar, or not written ``YYYY-MM-DD``."""
    return Refused(422, "Unprocessable entity", "Not a valid ISO date")


def too_many_calls() -> Refused:
    """Say that the limit is passed. No recording shows this body; TVMaze promises the status alone."""
    return Refused(429, "Too Many Requests")
