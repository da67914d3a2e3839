"""The client of Elasticsearch for whoever writes the index. It never sends a request twice by itself."""

from __future__ import annotations

from elasticsearch import ApiError, Elasticsearch, OrjsonSerializer, TransportError

from catalog.settings import split_addresses

TIMEOUT_SECONDS = 30

# Elasticsearch as a whole: unreachable, too slow, or refusing a whole request.
SEARCH_FAILURES = (ApiError, TransportError)


def connect_elasticsearch(url: str, *, timeout: float = TIMEOUT_SECONDS) -> Elasticsearch:
    """Make a client; several addresses are parted by commas. Nothing is sent yet.

    Without retries: an old body sent again could bring back what a newer one replaced.
    """
    return Elasticsearch(
        split_addresses(url),
        serializer=OrjsonSerializer(),
        request_timeout=timeout,
        max_retries=0,
        retry_on_timeout=False,
    )


def list_alias_indices(es: Elasticsearch, alias: str) -> set[str]:
    """Name the indices behind an alias; none where there is no such alias."""
    found = es.options(ignore_status=404).indices.get_alias(name=alias, filter_path="*.aliases")
    return {name for name in found.body if name not in {"error", "status"}}
