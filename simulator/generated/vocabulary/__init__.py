"""Word lists that the generated catalogue speaks with. All of them are made up here."""

from __future__ import annotations


def words(text: str) -> tuple[str, ...]:
    """Take a list of words apart."""
    return tuple(text.split())


def phrases(text: str) -> tuple[str, ...]:
    """Take a list apart whose items may have several words, parted by commas."""
    return tuple(" ".join(item.split()) for item in text.split(","))
