"""Pages for people, whole and unbuilt: the files of ``api/site/assets``, each with an ETag of its content.

They may run scripts and show images, which nothing else of the API may; both from known places, none inline.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from sanic import HTTPResponse, Request

MEDIA_TYPES = {"css": "text/css", "html": "text/html", "js": "text/javascript", "svg": "image/svg+xml"}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https://static.tvmaze.com data:; "
    "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)


@dataclass(frozen=True)
class Asset:
    """A file as it is sent: plain, and packed once for all who take it so."""

    body: bytes
    packed: bytes
    media_type: str
    tag: str


@cache
def read_assets() -> Mapping[str, Asset]:
    """Read every file there is, by name; other names don't exist, so no path leads anywhere else."""
    folder = files("api.site") / "assets"
    return {file.name: _read(file.name, file.read_bytes()) for file in folder.iterdir()}


def _read(name: str, body: bytes) -> Asset:
    media_type = MEDIA_TYPES[name.rpartition(".")[2]]
    tag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
    return Asset(body, gzip.compress(body, mtime=0), f"{media_type}; charset=utf-8", tag)


def answer_asset(request: Request, name: str) -> HTTPResponse:
    """Answer with a known file, or that the client has it. Browsers ask each time, which a restart may have changed."""
    asset = read_assets()[name]
    vary = "Accept, Accept-Encoding" if asset.media_type.startswith("text/html") else "Accept-Encoding"
    # A weak tag: the packed file is the same file.
    headers = {"ETag": f"W/{asset.tag}", "Vary": vary, "Content-Security-Policy": POLICY}
    if asset.tag in ",".join(request.headers.getall("If-None-Match", [])):
        return HTTPResponse(status=304, headers=headers)
    if "gzip" in request.headers.getone("Accept-Encoding", ""):
        return HTTPResponse(asset.packed, 200, {**headers, "Content-Encoding": "gzip"}, asset.media_type)
    return HTTPResponse(asset.body, 200, headers, asset.media_type)


def prefers_page(request: Request) -> bool:
    """Tell whether the client would rather look than parse."""
    return str(getattr(request.accept.match("application/json", "text/html"), "mime", "")) == "text/html"
