"""What the members of an account may be."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from api.kinds import NO_NUL, Text

USERNAME = r"[A-Za-z0-9_.-]{3,32}"
# Control characters, and those that are not to be seen or turn the direction of what follows.
UNSEEN = r"\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
LABEL = rf"[^@\s.{UNSEEN}]+"
EMAIL = rf"[^@\s{UNSEEN}]{{1,64}}@{LABEL}(\.{LABEL})+"
# RFC 5321: a path has at most 256 octets, its two angle brackets included.
LONGEST_EMAIL = 254
SHORTEST_PASSWORD, LONGEST_PASSWORD = 8, 128


@dataclass(frozen=True)
class Username(Text):
    """A name that is also a word in addresses: ASCII letters, digits, ``_``, ``.`` and ``-``."""

    max_length: int = 32

    def parse(self, text: str) -> str:
        """Refuse other characters."""
        if not re.fullmatch(USERNAME, text):
            raise ValueError("must have 3 to 32 of the letters A to Z and a to z, digits, _, . and -")
        return text

    def schema(self) -> dict[str, Any]:
        """Describe."""
        return {"type": "string", "pattern": f"^{USERNAME}$"}


@dataclass(frozen=True)
class Email(Text):
    """An e-mail address, taken as it is: nothing is ever sent there."""

    max_length: int = LONGEST_EMAIL

    def parse(self, text: str) -> str:
        """Refuse what is no address at all."""
        address = super().parse(text)
        if not re.fullmatch(EMAIL, address):
            raise ValueError("must be an e-mail address such as ada@example.org")
        return address

    def schema(self) -> dict[str, Any]:
        """Describe. The format ``email`` would be ASCII, and ``idn-email`` stricter than it needs to be here."""
        return {"type": "string", "pattern": f"^{EMAIL}$", "maxLength": self.max_length}


@dataclass(frozen=True)
class NewPassword(Text):
    """A password to be: any characters, spaces included, at least 8 of them. Which are refused is in ``passwords``."""

    max_length: int = LONGEST_PASSWORD

    def parse(self, text: str) -> str:
        """Refuse the too short."""
        password = super().parse(text)
        if len(password) < SHORTEST_PASSWORD:
            raise ValueError(f"has {len(password)} characters; at least {SHORTEST_PASSWORD} are needed")
        return password

    def schema(self) -> dict[str, Any]:
        """Describe."""
        return {
            "type": "string",
            "format": "password",
            "minLength": SHORTEST_PASSWORD,
            "maxLength": self.max_length,
            "pattern": NO_NUL,
        }


@dataclass(frozen=True)
class GivenPassword(Text):
    """A password to be compared, however short."""

    max_length: int = LONGEST_PASSWORD

    def schema(self) -> dict[str, Any]:
        """Describe."""
        return {**super().schema(), "format": "password"}
