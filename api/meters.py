"""What this API counts and times, as Prometheus reads it: of one process, or of all workers, by files they share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

# Seconds. Most answers take milliseconds, a search that is cut off two seconds.
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
Told = Iterable[Metric]
SEARCHES, ANSWERS = ("answered", "failed"), ("made", "kept", "known")


class Meters:
    """The meters of one worker. ``shared_dir`` is where all workers keep theirs, where there are several."""

    def __init__(self, shared_dir: str | None = None) -> None:
        self._shared_dir = shared_dir
        self._own = CollectorRegistry()
        registry = None if shared_dir else self._own
        self._requests = Histogram(
            "http_server_request_duration_seconds",
            "Time from a request's head to its answer.",
            ("http_route", "http_request_method", "http_response_status_code"),
            buckets=BUCKETS,
            registry=registry,
        )
        self._searches = Histogram(
            "tvsi_elasticsearch_request_duration_seconds",
            "Time that Elasticsearch took to answer a search, or not to.",
            ("outcome",),
            buckets=BUCKETS,
            registry=registry,
        )
        self._answers = Counter(
            "tvsi_answers", "Answers to anybody that were kept, made, or known already.", ("how",), registry=registry
        )

        # Told from the start: what begins with one would seem to have begun with none.
        for outcome in SEARCHES:
            self._searches.labels(outcome)
        for how in ANSWERS:
            self._answers.labels(how)

    def count_request(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count a request that was answered."""
        self._requests.labels(route, method, str(status)).observe(seconds)

    def count_search(self, outcome: str, seconds: float) -> None:
        """Count a search that Elasticsearch was asked for."""
        self._searches.labels(outcome).observe(seconds)

    def count_answer(self, how: str) -> None:
        """Count an answer that may be kept."""
        self._answers.labels(how).inc()

    def write(self, others: Told) -> bytes:
        """Write all meters, those of other workers included, and these others."""
        measured, told = self._own, CollectorRegistry()
        if self._shared_dir:
            measured = CollectorRegistry()
            MultiProcessCollector(measured, path=self._shared_dir)
        told.register(_Others(others))
        return generate_latest(measured) + generate_latest(told)


class _Others(Collector):
    """Metrics made elsewhere, as a registry wants them."""

    def __init__(self, metrics: Told) -> None:
        self._metrics = list(metrics)

    def collect(self) -> Iterator[Metric]:
        """Give them."""
        return iter(self._metrics)
