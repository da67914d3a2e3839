"""Pictures of Dagster's UI for the docs: ``python -m bench.dagster_pages``, from a system over simulated days.

It loads the days around today and a month by a backfill, and looks.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page

from bench.pages import PICTURES, open_browser
from bench.system import LISTINGS, System, run_system
from pipeline.partitions import list_days

SIZE = (1400, 900)
SETTLED_MILLISECONDS = 4000
Act = Callable[[Page], object]


def stay(_: Page) -> None:
    """Do nothing: the page shows what is wanted by itself."""


def open_groups(page: Page) -> None:
    """Show every asset of the graph: the UI's shortcut for all groups."""
    page.keyboard.press("Alt+KeyE")


def show_plots(page: Page) -> None:
    """Show the plots of an asset's metadata."""
    page.get_by_text("Plots", exact=True).click()
    page.get_by_text("run_waited_seconds").first.scroll_into_view_if_needed()


# Name, address and what to do there.
SHOTS: tuple[tuple[str, str, Act], ...] = (
    ("dagster-graph", "/asset-groups", open_groups),
    ("dagster-asset", "/assets/schedule", stay),
    ("dagster-plots", "/assets/schedule", show_plots),
    ("dagster-checks", "/assets/schedule?view=checks", stay),
    ("dagster-automation", "/automation", stay),
)


def main() -> None:
    """Load, then take the pictures."""
    with run_system("all days loaded", TVSI_INITIAL_DAYS="3") as system:
        today = datetime.now(UTC).date()
        backfill = system.launch(LISTINGS, list_days(today - timedelta(34), today - timedelta(4)))
        system.await_backfill(backfill)
        take_pictures(
            system,
            ("dagster-backfill", f"/runs/b/{backfill}", stay),
            ("dagster-partition", f"/assets/schedule?view=partitions&partition={today}", stay),
        )


def take_pictures(system: System, *more: tuple[str, str, Act]) -> None:
    """Write the pictures."""
    with open_browser() as browser:
        page = browser.new_page(viewport={"width": SIZE[0], "height": SIZE[1]}, timezone_id="America/New_York")
        for name, path, act in (*SHOTS, *more):
            page.goto(f"{system.dagster_url}{path}")
            page.wait_for_timeout(SETTLED_MILLISECONDS)  # it goes on asking, so it is never idle
            act(page)
            page.wait_for_timeout(SETTLED_MILLISECONDS)
            file = PICTURES / f"{name}.png"
            page.screenshot(path=file)
            print(f"{file.name}: {file.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
