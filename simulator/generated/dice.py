"""Decisions that are always the same for the same thing, whatever was asked before and in whatever order."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from itertools import accumulate
from typing import Generic, TypeVar

Value = TypeVar("Value")
_SIDES = float(1 << 64)


class Shares(Generic[Value]):
    """Values with their shares of the whole."""

    def __init__(self, shares: Mapping[Value, float]) -> None:
        self._values = list(shares)
        self._bounds = list(accumulate(shares.values()))

    def at(self, number: float) -> Value:
        """Give the value at a number from 0 up to 1."""
        return self._values[bisect(self._bounds, number * self._bounds[-1])]


class Dice:
    """Named throws for one thing, such as a show or a person: adding a throw changes no other."""

    __slots__ = ("_hash",)

    def __init__(self, *key: object) -> None:
        self._hash = blake2b("/".join(map(str, key)).encode(), digest_size=8)

    def number(self, name: str) -> float:
        """Throw a number from 0 up to 1."""
        thrown = self._hash.copy()
        thrown.update(b"?" + name.encode())
        return int.from_bytes(thrown.digest()) / _SIDES

    def chance(self, name: str, share: float) -> bool:
        """Say yes in this share of things."""
        return self.number(name) < share

    def between(self, name: str, lowest: int, highest: int) -> int:
        """Throw a whole number, both ends included."""
        return lowest + int(self.number(name) * (highest - lowest + 1))

    def pick(self, name: str, values: Sequence[Value]) -> Value:
        """Pick one of the values."""
        return values[int(self.number(name) * len(values))]

    def weigh(self, name: str, shares: Shares[Value]) -> Value:
        """Pick one of the values, each by its share."""
        return shares.at(self.number(name))
