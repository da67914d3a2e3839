"""One short life of a node, so that later ones start from what it learnt: in 3 s of a processor instead of 9.

Java keeps the classes as loaded and linked, and which methods were hot, in a file that it checks against the jars.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path

import httpx

from embedded.elasticsearch.distribution import Distribution
from embedded.elasticsearch.node import ElasticsearchDidNotStart, EmbeddedElasticsearch

ROUNDS = 30
WRITE_SECONDS = 180
INDEX = {
    "settings": {
        "number_of_replicas": 0,
        "analysis": {
            "filter": {"stem": {"type": "stemmer", "language": "light_english"}},
            "analyzer": {"text": {"tokenizer": "standard", "filter": ["lowercase", "asciifolding", "stem"]}},
        },
    },
    "mappings": {
        "properties": {
            "name": {"type": "text", "analyzer": "text", "index_prefixes": {}},
            "genre": {"type": "keyword"},
            "date": {"type": "date"},
            "likes": {"type": "integer"},
        }
    },
}
SEARCH = {
    "query": {
        "function_score": {
            "query": {
                "bool": {
                    "must": [{"match_bool_prefix": {"name": "night sto"}}],
                    "filter": [{"exists": {"field": "date"}}],
                }
            },
            "functions": [{"field_value_factor": {"field": "likes", "modifier": "log1p", "missing": 0}}],
        }
    },
    "aggs": {
        "genre": {"terms": {"field": "genre"}},
        "day": {"date_histogram": {"field": "date", "calendar_interval": "day"}},
    },
    "sort": [{"date": "desc"}, "_score"],
    "highlight": {"fields": {"name": {}}},
    "track_total_hits": True,
}


def train(distribution: Distribution) -> bool:
    """Make the cache of an installed server and tell whether that worked. Without it nodes start, but slower."""
    distribution.cache.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory(prefix="tvsi-training-") as directory:
        node = EmbeddedElasticsearch(Path(directory), options=(f"-XX:AOTCacheOutput={distribution.cache}",))
        try:
            with node.start() as process:
                _exercise(node.url)
                process.terminate()
                process.wait(WRITE_SECONDS)
        except (ElasticsearchDidNotStart, httpx.HTTPError, subprocess.TimeoutExpired):
            return False
    return distribution.cache.exists()


def _exercise(url: str) -> None:
    """Index and search as TVSI does."""
    with httpx.Client(base_url=url, timeout=30, trust_env=False) as client:
        client.put("/training", json=INDEX).raise_for_status()
        for number in range(ROUNDS):
            action = json.dumps(
                {"index": {"_index": "training", "_id": number, "version": 1, "version_type": "external_gte"}}
            )
            document = {"name": f"Night story {number}", "genre": ["Drama"], "date": "2026-01-01", "likes": number}
            body = f"{action}\n{json.dumps(document)}\n"
            headers = {"Content-Type": "application/x-ndjson"}
            client.post("/_bulk?refresh=true", content=body, headers=headers).raise_for_status()
            client.post("/training/_search", json=SEARCH).raise_for_status()
