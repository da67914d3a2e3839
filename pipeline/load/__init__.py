"""Rows to tables, by the rules of freshness: whatever order answers arrive in, the same tables come of them.

The pipeline alone writes TVMaze's tables, here. Transactions are short and hold no HTTP: what to ask TVMaze is
planned here (``plan``) and claimed here (``claims``), asked elsewhere.
"""

from pipeline.load.casts import store_guest_casts, store_show_cast
from pipeline.load.claims import claim_show
from pipeline.load.listing import replace_listing
from pipeline.load.outcomes import CastOutcome, ListingOutcome, ListingStatus
from pipeline.load.plan import CastPlan, EpisodePlan, SeasonPlan, ShowPlan, plan_casts
from pipeline.load.withdrawal import UnlistedEpisode, Verdict, claim_unlisted, list_unlisted, store_verdict

__all__ = [
    "CastOutcome",
    "CastPlan",
    "EpisodePlan",
    "ListingOutcome",
    "ListingStatus",
    "SeasonPlan",
    "ShowPlan",
    "UnlistedEpisode",
    "Verdict",
    "claim_show",
    "claim_unlisted",
    "list_unlisted",
    "plan_casts",
    "replace_listing",
    "store_guest_casts",
    "store_show_cast",
    "store_verdict",
]
