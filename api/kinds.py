"""What a parameter's text may be: each kind parses it and describes itself as JSON Schema, so the two cannot drift.

``parse`` raises ``ValueError`` with a sentence for the client.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Protocol

INT32, INT64 = 2**31 - 1, 2**63 - 1
WHOLE = re.compile(r"-?[0-9]{1,19}")
# As JSON writes numbers; the shortest text that means a double has at most 21 digits behind the point.
DECIMAL = re.compile(r"-?[0-9]{1,19}(\.[0-9]{1,21})?([eE][+-]?[0-9]{1,3})?")
NO_NUL = r"^[^\u0000]*$"  # which Postgres cannot hold; ``parameters`` and ``members`` refuse it
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})"
)


class Kind(Protocol):
    """One kind of value."""

    def parse(self, text: str) -> Any:
        """Give the value; raises ``ValueError`` saying what it should have been."""
        ...

    def schema(self) -> dict[str, Any]:
        """Describe the accepted texts as JSON Schema."""
        ...


@dataclass(frozen=True)
class Text:
    """Any words up to a length, in an open vocabulary: what nobody knows finds nothing."""

    max_length: int = 200

    def parse(self, text: str) -> str:
        """Refuse the empty and the too long."""
        if not text:
            raise ValueError("must not be empty")
        if len(text) > self.max_length:
            raise ValueError(f"has {len(text)} characters; at most {self.max_length} are taken")
        # A letter and its accent may come as two characters; the index has them as one.
        return unicodedata.normalize("NFC", text)

    def schema(self) -> dict[str, Any]:
        """Describe."""
        return {"type": "string", "minLength": 1, "maxLength": self.max_length, "pattern": NO_NUL}


@dataclass(frozen=True)
class Words(Text):
    """A search box's content: empty is as good as absent, and the number of words is bounded."""

    max_words: int = 20

    def parse(self, text: str) -> str:
        """Refuse the too long."""
        stripped = text.strip()
        if not stripped:
            return ""
        words = len(re.findall(r"\w+", stripped))
        if words > self.max_words:
            raise ValueError(f"has {words} words; at most {self.max_words} are taken")
        return super().parse(stripped)

    def schema(self) -> dict[str, Any]:
        """Describe."""
        return {"type": "string", "maxLength": self.max_length, "pattern": NO_NUL}


@dataclass(frozen=True)
class Integer:
    """A whole number between two bounds, both included."""

    minimum: int = 0
    maximum: int = INT32

    def parse(self, text: str) -> int:
        """Refuse what Python's ``int`` would take beside digits: spaces, underscores, other scripts' digits."""
        if not WHOLE.fullmatch(text):
            raise ValueError("must be a whole number")
        value = int(text)
        if not self.minimum <= value <= self.maximum:
            raise ValueError(f"must be from {self.minimum} to {self.maximum}")
        return value

    def schema(self) -> dict[str, Any]:
        """Describe."""
        return {"type": "integer", "minimum": self.minimum, "maximum": self.maximum}


@dataclass(frozen=True)
class Number:
    """A decimal number between two bounds, both included."""

    minimum: int
    maximum: int

    def parse(self, text: str) -> float:
        """Refuse what Python's ``float`` would take beside digits, such as ``nan``."""
        if not DECIMAL.fullmatch(text):
            raise ValueError("must be a number such as 7.5")
        value = float(text)
        if not self.minimum <= value <= self.maximum:
            raise ValueError(f"must be from {self.minimum} to {self.maximum}")
        return value

    def schema(self) -> dict[str, Any]:
        """Describe."""
        return {"type": "number", "minimum": self.minimum, "maximum": self.maximum}


@dataclass(frozen=True)
class Day:
    """A calendar day, as ISO 8601 writes it in full."""

    def parse(self, text: str) -> date:
        """Refuse days that no calendar has."""
        if not DAY.fullmatch(text):
            raise ValueError("must be a day such as 2020-12-24")
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise ValueError("is a day that does not exist") from None

    def schema(self) -> dict[str, Any]:
        """Describe."""
        return {"type": "string", "format": "date"}


@dataclass(frozen=True)
class Instant:
    """A moment with its offset from UTC (RFC 3339)."""

    def parse(self, text: str) -> datetime:
        """Refuse moments without an offset: they name no instant."""
        if not INSTANT.fullmatch(text):
            raise ValueError("must be a moment such as 2020-12-24T20:00:00Z (write the + of an offset as %2B)")
        try:
            # RFC 3339 has offsets up to a day, Elasticsearch up to 18 hours.
            moment = datetime.fromisoformat(text).astimezone(UTC)
        except (ValueError, OverflowError):
            raise ValueError("is a moment that does not exist") from None
        return moment

    def schema(self) -> dict[str, Any]:
        """Describe."""
        return {"type": "string", "format": "date-time"}


@dataclass(frozen=True)
class Flag:
    """Yes or no."""

    def parse(self, text: str) -> bool:
        """Take the two JSON words alone."""
        if text not in {"true", "false"}:
            raise ValueError("must be true or false")
        return text == "true"

    def schema(self) -> dict[str, Any]:
        """Describe."""
        return {"type": "boolean"}


@dataclass(frozen=True)
class CommaList:
    """Different words out of a closed list, parted by commas; ``-`` before a word where ``signed``."""

    choices: Sequence[str]
    at_most: int
    signed: bool = False

    def parse(self, text: str) -> tuple[str, ...]:
        """Refuse unknown words, too many, and any word twice, whatever its sign."""
        words = text.split(",")
        bare = [word.removeprefix("-") if self.signed else word for word in words]
        for word in bare:
            if word not in self.choices:
                raise ValueError(f"knows {', '.join(self.choices)}, not {word!r}")
        if len(words) > self.at_most:
            raise ValueError(f"takes at most {self.at_most} of them")
        if len(set(bare)) < len(bare):
            raise ValueError("names one of them twice")
        return tuple(words)

    def schema(self) -> dict[str, Any]:
        """Describe, as text: generated clients write arrays as repeated parameters, whatever they are told."""
        word = f"{'-?' if self.signed else ''}({'|'.join(self.choices)})"
        return {"type": "string", "pattern": f"^{word}(,{word}){{0,{self.at_most - 1}}}$"}


@dataclass(frozen=True)
class Choice:
    """One word out of a closed list."""

    choices: Sequence[str]

    def parse(self, text: str) -> str:
        """Refuse unknown words."""
        if text not in self.choices:
            raise ValueError(f"knows {', '.join(self.choices)}, not {text!r}")
        return text

    def schema(self) -> dict[str, Any]:
        """Describe."""
        return {"type": "string", "enum": list(self.choices)}
