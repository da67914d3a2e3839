"""The files that the page is made of: Swagger UI's, as they lie in the package, and the script that starts it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import distribution
from pathlib import Path

PACKAGE = "flask-swagger-ui"
# Found by its distribution and not imported: that would import Flask.
DIST = Path(str(distribution(PACKAGE).locate_file("flask_swagger_ui/dist")))
START = Path(__file__).with_name("start.js")
SOURCES = (DIST / "swagger-ui.css", DIST / "swagger-ui-bundle.js", DIST / "favicon-32x32.png", START)
MEDIA_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".png": "image/png"}


@dataclass(frozen=True)
class File:
    """One file as it is sent."""

    body: bytes
    media_type: str

    @cached_property
    def etag(self) -> str:
        """Give the strong validator of the content."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:32]}"'


@dataclass(frozen=True)
class Edition:
    """All files of the page by name, and a name for them all that changes with any of them."""

    files: Mapping[str, File]

    @cached_property
    def name(self) -> str:
        """Name the edition: a part of addresses, so that what is behind an address never changes."""
        return hashlib.sha256("".join(file.etag for file in self.files.values()).encode()).hexdigest()[:12]


def read_edition() -> Edition:
    """Read the files once."""
    return Edition({path.name: File(path.read_bytes(), MEDIA_TYPES[path.suffix]) for path in SOURCES})
