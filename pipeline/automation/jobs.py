"""The jobs: one for each group of assets, and the checks over whole tables and the index.

A job's run may take one partition or, by its tags, several.
"""

from __future__ import annotations

import dagster as dg

from pipeline.checks import TABLE_CHECKS

LISTINGS, CASTS = "listings", "casts"

LISTINGS_JOB = dg.define_asset_job(
    LISTINGS,
    selection=dg.AssetSelection.groups(LISTINGS),
    description="The listings of some days: channels, shows, episodes, and which listing holds which episode.",
)
CASTS_JOB = dg.define_asset_job(
    CASTS,
    selection=dg.AssetSelection.groups(CASTS),
    description="Who plays in the shows and episodes that the listings of some days hold.",
)
CHECKS_JOB = dg.define_asset_job(
    "checks",
    selection=dg.AssetSelection.checks(*TABLE_CHECKS),
    description=(
        "Whether the newest days are there and fresh, all rows point somewhere, and every document equals its rows. "
        "Repairs nothing: `tvsi verify --repair` does."
    ),
)
