"""The pages' files as HTTP has them: who gets which, what browsers may do with them, what is kept."""

from __future__ import annotations

import re

import pytest

from api.pages import POLICY, read_assets
from tests.fixtures.api import RunningApi

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.mark.parametrize("path", ["/", "/?q=night&genre=Drama&page=2", "/guide"])
def test_a_browser_gets_a_page_that_may_run_our_own_scripts_alone(api: RunningApi, path: str) -> None:
    answer = api.get(path, headers=BROWSER)

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Content-Security-Policy"] == POLICY
    assert "Accept" in answer.headers["Vary"]
    assert re.search(r"<script>|<style|\sstyle=|\son\w+=", answer.text) is None


@pytest.mark.parametrize("accept", ["*/*", "application/json", "application/json, text/html;q=0.5"])
def test_who_parses_gets_signposts(api: RunningApi, accept: str) -> None:
    answer = api.get("/", headers={"Accept": accept})

    assert answer.json()["name"] == "TVSI"
    assert answer.headers["Vary"] == "Accept"
    assert "script-src" not in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("name", sorted(read_assets()))
def test_a_file_is_sent_once(api: RunningApi, name: str) -> None:
    first = api.get(f"/assets/{name}")
    again = api.get(f"/assets/{name}", headers={"If-None-Match": first.headers["ETag"]})
    plain = api.get(f"/assets/{name}", headers={"Accept-Encoding": "identity"})

    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert first.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert first.content == plain.content == read_assets()[name].body


@pytest.mark.parametrize(
    "path",
    ["nothing.js", "..%2Froutes.py", "%2e%2e/routes.py", "..%2f..%2fsettings.py", "%2Fetc%2Fpasswd", "index.html%00"],
)
def test_other_names_are_no_files(api: RunningApi, path: str) -> None:
    answer = api.get(f"/assets/{path}")

    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_every_file_that_a_page_or_a_module_names_exists() -> None:
    named = {
        name.decode()
        for asset in read_assets().values()
        for name in re.findall(rb'(?:"assets/|from "\./)([\w.-]+)"', asset.body)
    }

    assert named - set(read_assets()) == set()
    assert "client.js" in named
