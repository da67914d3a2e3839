"""The description is browsable as a page that loads nothing from anywhere else."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from tests.fixtures.api import RunningApi

PUBLIC_PATH = "/tvsi"  # of the public address that these tests' API is given


class Page(HTMLParser):
    """What a page refers to, and what is written in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.inline: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note addresses, and code or styles without one."""
        given = dict(attrs)
        self.addresses += [value for name in ("src", "href", "data-description") if (value := given.get(name))]
        if tag == "style" or "style" in given or (tag == "script" and not given.get("src")):
            self.inline.append(tag)
        self.inline += [name for name in given if name.startswith("on")]


@pytest.fixture(scope="module")
def page(api: RunningApi) -> Page:
    """Read the page."""
    return Page(api.get("/docs").text)


@pytest.fixture(scope="module")
def files(page: Page) -> list[str]:
    """List the page's files, as a proxy at the public address asks this API for them."""
    return [address.removeprefix(PUBLIC_PATH) for address in page.addresses if "/docs/" in address]


def test_the_page_and_all_that_it_refers_to_are_served(api: RunningApi, page: Page) -> None:
    asked = {address: api.get(address.removeprefix(PUBLIC_PATH)) for address in page.addresses}

    assert {address.rpartition("/")[2] for address in asked} == {
        "swagger-ui.css",
        "swagger-ui-bundle.js",
        "start.js",
        "favicon-32x32.png",
        "openapi.json",
    }
    assert {response.status_code for response in asked.values()} == {200}
    assert all(address.startswith(f"{PUBLIC_PATH}/") for address in asked)


def test_the_page_runs_and_styles_nothing_inline_and_loads_from_nowhere_else(api: RunningApi, page: Page) -> None:
    response = api.get("/docs")
    policy = dict(part.split(" ", 1) for part in response.headers["Content-Security-Policy"].split("; "))

    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert page.inline == []
    assert "unsafe" not in response.headers["Content-Security-Policy"]
    assert policy == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "connect-src": "'self' https://tv.example",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }


def test_style_sheets_load_no_other_file(api: RunningApi, files: list[str]) -> None:
    (sheet,) = [address for address in files if address.endswith(".css")]

    loaded = re.findall(r"url\(\s*[\"']?([^)\"']{0,20})|@import ([^;]{0,20})", api.get(sheet).text)

    assert loaded
    assert all(address.startswith("data:") and not imported for address, imported in loaded)


def test_files_are_kept_for_ever_and_known_again(api: RunningApi, files: list[str]) -> None:
    for address in files:
        first = api.get(address)
        known = first.headers["ETag"]
        again = [api.get(address, headers={"If-None-Match": tags}) for tags in (known, f'"other", W/{known}', "*")]
        other = api.get(address, headers={"If-None-Match": '"other"'})

        assert first.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert [(response.status_code, response.content) for response in again] == [(304, b"")] * 3
        assert {response.headers["ETag"] for response in again} == {known}
        assert other.content == first.content


@pytest.mark.parametrize(
    "name",
    [
        "index.html",
        "swagger-ui.js",
        "LICENSE",
        "routes.py",
        "..%2froutes.py",
        "%2e%2e/%2e%2e/app.py",
        "..%2f..%2f..%2f..%2fetc%2fpasswd",
        "swagger-ui.css%00",
        "",
    ],
)
def test_no_other_file_is_served(api: RunningApi, files: list[str], name: str) -> None:
    folder = files[0].rpartition("/")[0]

    response = api.get(f"{folder}/{name}")

    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"


def test_a_file_of_another_edition_is_not_found(api: RunningApi, files: list[str]) -> None:
    name = files[0].rpartition("/")[2]

    assert api.get(f"/docs/0123456789ab/{name}").status_code == 404


def test_the_front_door_shows_the_way_to_the_page(api: RunningApi) -> None:
    assert api.get("/").json()["docs"] == "https://tv.example/tvsi/docs"
