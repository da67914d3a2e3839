"""The pages in a browser: ``python -m bench.pages [--screenshots]``.

Prints what the pages weigh and how soon the first episode is there to read; or takes the README's pictures. Makes its
own stores with simulated days around today.
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from shutil import which

from playwright.sync_api import Browser, sync_playwright

from api.pages import read_assets
from bench.processes import start_api
from bench.relevance.television import list_days, load, open_generated
from bench.stores import Stores, run_stores
from catalog.database import connect
from catalog.elastic import connect_elasticsearch
from catalog.rebuild import Layout, rebuild
from catalog.tables import Store

ALIAS, SEED, DAYS, RUNS = "bench-pages", 1, 8, 15
PICTURES = Path(__file__).parents[1] / "docs" / "images"
DESKTOP, PHONE = (1200, 860), (390, 780)
# Name, address, viewport, theme and what to wait for.
SHOTS = (
    ("search-light", "/?q=the", DESKTOP, "light", ".card"),
    ("search-dark", "/?genre=Drama&sort=-likes", DESKTOP, "dark", ".card"),
    ("search-phone", "/?q=night", PHONE, "light", ".card"),
    ("guide", "/guide", DESKTOP, "light", ".lane a"),
)
FIRST_RESULT = """() => new Promise((resolve) => {
  const look = () => document.querySelector(".card") ? resolve(performance.now()) : requestAnimationFrame(look);
  look();
})"""
TRANSFERRED = """() => performance.getEntriesByType("resource").concat(performance.getEntriesByType("navigation"))
  .filter((entry) => !entry.name.includes("/v1/")).reduce((sum, entry) => sum + entry.transferSize, 0)"""


def main() -> None:
    """Measure, or take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--screenshots", action="store_true")
    takes_pictures = parser.parse_args().screenshots
    with run_stores() as stores:
        url = fill(stores, datetime.now(UTC).date())
        with (
            start_api(ALIAS, url, stores.elasticsearch_url, rate_limits="off") as port,
            open_browser() as browser,
        ):
            (take_pictures if takes_pictures else measure)(browser, f"http://127.0.0.1:{port}")


def fill(stores: Stores, today: date) -> str:
    """Load days around today and give the database's address."""
    url = stores.make_database("bench_pages")
    db, first = connect(url), today - timedelta(days=DAYS - 2)
    with db.connection_context(), connect_elasticsearch(stores.elasticsearch_url) as es:
        Store.create(id="bench", source="simulated")
        load(db, open_generated(SEED, first), list_days(first, DAYS), SEED)
        rebuild(db, es, Layout(ALIAS), grace=0)
    return url


@contextmanager
def open_browser() -> Iterator[Browser]:
    """Open the system's chromium."""
    chromium = which("chromium")
    if chromium is None:
        raise SystemExit("chromium is missing; install it (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])


def take_pictures(browser: Browser, address: str) -> None:
    """Write the README's pictures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for name, path, (width, height), theme, sign in SHOTS:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if theme == "dark" else "light",
            timezone_id="America/New_York",
            locale="en-US",
        )
        page = context.new_page()
        for _ in range(2):  # the first time, nothing is warm
            page.goto(f"{address}{path}")
            page.wait_for_selector(sign)
        page.wait_for_load_state("networkidle")
        file = PICTURES / f"{name}.png"
        page.screenshot(path=file)
        print(f"{file.name}: {file.stat().st_size // 1000} kB")
        context.close()


def measure(browser: Browser, address: str) -> None:
    """Print the figures."""
    assets = read_assets().values()
    plain, packed = sum(len(asset.body) for asset in assets), sum(len(asset.packed) for asset in assets)
    print(f"all assets: {len(assets)} files, {plain:,} bytes, {packed:,} packed")
    times, weights = [], []
    for _ in range(RUNS):
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"{address}/?q=night")
        times.append(page.evaluate(FIRST_RESULT))
        weights.append(page.evaluate(TRANSFERRED))
        context.close()
    print(f"search page, nothing kept: {statistics.median(weights):,.0f} bytes transferred, headers included")
    print(f"first episode after {statistics.median(times):.0f} ms (median of {RUNS}, slowest {max(times):.0f} ms)")


if __name__ == "__main__":
    main()
