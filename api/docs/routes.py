"""``GET /docs`` and its files. Pages for people: no part of the API, so the description does not name them."""

from __future__ import annotations

from sanic import Blueprint, HTTPResponse, Request
from sanic.exceptions import NotFound

from api.docs.files import Edition, File
from api.docs.page import make_page, make_policy
from api.paging import PublicAddress

HTML = "text/html; charset=utf-8"
FOR_EVER = "public, max-age=31536000, immutable"
blueprint = Blueprint("docs", url_prefix="/docs")


@blueprint.get("/")
async def page(_: Request, *, edition: Edition, address: PublicAddress) -> HTTPResponse:
    """Answer with the page."""
    policy = {"Content-Security-Policy": make_policy(address.base_url)}
    return HTTPResponse(make_page(address.base_url, edition.name), headers=policy, content_type=HTML)


@blueprint.get("/<edition_name>/<file_name>")
async def get_file(request: Request, edition_name: str, file_name: str, *, edition: Edition) -> HTTPResponse:
    """Answer with a file of the page; of another edition there is nothing here."""
    file = edition.files.get(file_name) if edition_name == edition.name else None
    if file is None:
        raise NotFound
    headers = {"Cache-Control": FOR_EVER, "ETag": file.etag}
    if _is_known(request, file):
        return HTTPResponse(status=304, headers=headers)
    return HTTPResponse(file.body, headers=headers, content_type=file.media_type)


def _is_known(request: Request, file: File) -> bool:
    known = request.headers.getone("If-None-Match", "")
    return known == "*" or file.etag in (tag.strip().removeprefix("W/") for tag in known.split(","))
