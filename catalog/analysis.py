"""How text becomes words: the index's character filters, token filters, analyzers and normalizers.

Every name is one that both the embedded node and a full Elasticsearch know.
"""

from __future__ import annotations

from typing import Any

# Applied to text before it is cut into words. S.W.A.T., M*A*S*H and 9-1-1 are words: between single characters nothing
# parts. O'Brien is one too, and the 's of a possessive is left to its filter. "Law & Order" says "law and order".
_CHARACTERS: dict[str, Any] = {
    "initials": {
        "type": "pattern_replace",
        "pattern": r"(?<=(?:^|[^\p{L}\p{N}])[\p{L}\p{N}])[.*-](?=[\p{L}\p{N}](?:[^\p{L}\p{N}]|$))",
        "replacement": "",
    },
    "apostrophes": {
        "type": "pattern_replace",
        "pattern": r"(?<=\p{L})['\u2019](?=\p{L})(?![sS](?:[^\p{L}]|$))",
        "replacement": "",
    },
    "ampersand": {"type": "pattern_replace", "pattern": r"\s*&\s*", "replacement": " and "},
}
_WRITTEN_ALIKE = ["initials", "apostrophes", "ampersand"]

ANALYSIS: dict[str, Any] = {
    "char_filter": _CHARACTERS,
    "filter": {
        "possessive": {"type": "stemmer", "language": "possessive_english"},
        "stems": {"type": "stemmer", "language": "english"},
        "stop_words": {"type": "stop", "stopwords": "_english_"},
        "pairs": {
            "type": "shingle",
            "min_shingle_size": 2,
            "max_shingle_size": 2,
            "output_unigrams": False,
            "token_separator": "",
        },
    },
    "analyzer": {
        # Without stop words, so that "law and order" finds "Law & Order".
        "stemmed": {
            "type": "custom",
            "char_filter": _WRITTEN_ALIKE,
            "tokenizer": "standard",
            "filter": ["possessive", "lowercase", "asciifolding", "stop_words", "stems"],
        },
        "plain": {
            "type": "custom",
            "char_filter": _WRITTEN_ALIKE,
            "tokenizer": "standard",
            "filter": ["possessive", "lowercase", "asciifolding"],
        },
        # Neighbours written together, so that "spiderman" finds "Spider-Man".
        "joined": {
            "type": "custom",
            "char_filter": ["initials", "apostrophes"],
            "tokenizer": "standard",
            "filter": ["possessive", "lowercase", "asciifolding", "pairs"],
        },
    },
    "normalizer": {
        "folded": {"type": "custom", "filter": ["lowercase", "asciifolding"]},
        "exact": {"type": "custom", "char_filter": _WRITTEN_ALIKE, "filter": ["lowercase", "asciifolding"]},
    },
}
