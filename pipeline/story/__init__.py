"""What a run does, in plain Python: listings of days, the check of unlisted episodes, casts. No Dagster.

Each step commits by itself, tells what came of it in a typed result, and may be repeated at any time.
"""
