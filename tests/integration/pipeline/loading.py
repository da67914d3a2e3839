"""``python -m tests.integration.pipeline.loading FIRST LAST``: listings, then casts, in a process of its own."""

from __future__ import annotations

import sys
from datetime import date

import dagster as dg

from pipeline.assets.casts import load_casts
from pipeline.assets.listings import load_listings
from pipeline.partitions import range_tags
from pipeline.resources import RESOURCES


def main(first: str, last: str) -> None:
    """Load the days with the real resources, out of the environment."""
    tags = range_tags(date.fromisoformat(first), date.fromisoformat(last))
    for asset in (load_listings, load_casts):
        dg.materialize([asset], resources=RESOURCES, tags=tags)


if __name__ == "__main__":
    main(*sys.argv[1:])
