"""The jobs: one for each group of assets, and the comparison of the index with the tables.

A job's run may take one partition or, by its tags, several.
"""

from __future__ import annotations

import dagster as dg

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
VERIFY_JOB = dg.define_asset_job(
    "verify",
    selection=dg.AssetSelection.checks_for_assets("episodes"),
    description="Every document of the index against its rows. Repairs nothing: `tvsi verify --repair` does.",
)
