"""How well an episode matches: where the words stand, and how well known and liked it is. Pure.

Each weight's reason stands beside it in ``catalog.index``; ``python -m bench.relevance`` tells what each is worth.
"""

from __future__ import annotations

from api.search.matching import JOINED, Query
from catalog.index import EXACT_FIELDS, MATCHED_FIELDS, PHRASE_FIELDS, POPULARITY_FIELDS, SEARCHED_FIELDS

TITLE = "title.plain"
# Of several phrases the best counts, the others for a third. Fame parts what matches alike: ten thousand likes little
# more than double a score, where a name given whole is worth ten times a mention.
PHRASE_TIE, FAME, POPULARITY = 0.3, 0.3, {"weight": 0.1, "likes": 1.0}


def rank(text: str) -> list[Query]:
    """Order what matched: a title given whole first, then words in a title, then words elsewhere."""
    begun = {"query": text, "operator": "and", "boost": MATCHED_FIELDS[TITLE]}
    phrases = [{"match_phrase": {field: {"query": text, "boost": boost}}} for field, boost in PHRASE_FIELDS.items()]
    return [
        {"match_bool_prefix": {TITLE: begun}},
        {"match": {JOINED: {"query": text, "boost": MATCHED_FIELDS[JOINED]}}},
        *({"term": {field: {"value": text, "boost": boost}}} for field, boost in EXACT_FIELDS.items()),
        {"dis_max": {"tie_breaker": PHRASE_TIE, "queries": phrases}},
        *({"match": {field: {"query": text, "boost": boost}}} for field, boost in SEARCHED_FIELDS.items()),
    ]


def favour_popular(query: Query) -> Query:
    """Multiply a query's score by what is known of fame."""
    factors = [
        {"field_value_factor": {"field": field, "modifier": "log1p", "factor": POPULARITY[field], "missing": 0}}
        for field in POPULARITY_FIELDS
    ]
    functions = [{"filter": {"match_all": {}}, "weight": 1}, *({**factor, "weight": FAME} for factor in factors)]
    return {"function_score": {"query": query, "functions": functions, "score_mode": "sum", "boost_mode": "multiply"}}
