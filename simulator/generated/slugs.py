"""The web's side of names: slugs, and the addresses that TVMaze's objects carry."""

from __future__ import annotations

import re
import unicodedata

_GAPS = re.compile(r"[^a-z0-9]+")


def slug(text: str) -> str:
    """Give a name in the form that TVMaze's addresses use."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return _GAPS.sub("-", plain).strip("-")


def page(kind: str, identity: int, name: str, scheme: str = "https") -> str:
    """Give the address of a page on TVMaze's site."""
    return f"{scheme}://www.tvmaze.com/{kind}/{identity}/{slug(name)}"


def resource(kind: str, identity: int, scheme: str = "https") -> str:
    """Give the address of an object of the API."""
    return f"{scheme}://api.tvmaze.com/{kind}/{identity}"


def image(shape: str, identity: int, scheme: str = "https") -> dict[str, str]:
    """Give the two addresses of a picture."""
    place = f"{scheme}://static.tvmaze.com/uploads/images"
    name = f"{identity % 500}/{identity}.jpg"
    return {"medium": f"{place}/medium_{shape}/{name}", "original": f"{place}/original_untouched/{name}"}
