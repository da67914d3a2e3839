"""The genres that go with each type of show; news has none."""

from __future__ import annotations

from simulator.generated.vocabulary import words

GENRES = {
    "Scripted": words("""
        Drama Comedy Crime Thriller Romance Mystery Science-Fiction Fantasy Medical Legal
        Horror History Action Adventure Espionage Western War Family Supernatural
    """),
    "Animation": words("Comedy Children Adventure Fantasy Anime Science-Fiction Action Family"),
    "Reality": words("Food DIY Travel Adventure Family Romance"),
    "Documentary": words("Nature History Crime Travel Food Science-Fiction War Music Sports"),
    "Game Show": words("Comedy Family"),
    "Talk Show": words("Comedy"),
    "Variety": words("Music Comedy"),
    "Sports": words("Sports"),
    "Panel Show": words("Comedy"),
    "Award Show": words("Music"),
}
