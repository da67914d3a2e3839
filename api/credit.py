"""What this is, and whose data it shows: said wherever the API speaks of itself."""

from __future__ import annotations

from api.shapes import Credit

DESCRIPTION = "Full-text search over the episodes of the US television schedule, and each day's schedule."
CREDIT: Credit = {
    "text": "Television data by TVmaze.com, CC BY-SA 4.0.",
    "url": "https://www.tvmaze.com",
    "license": "https://creativecommons.org/licenses/by-sa/4.0/",
}
