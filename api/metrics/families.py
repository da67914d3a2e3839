"""What Postgres tells, as metrics. Names are a promise: dashboards and alarms are made of them."""

from __future__ import annotations

from itertools import accumulate

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.utils import floatToGoString

from api.meters import Told
from api.metrics.queries import Backlog, Left, Tvmaze
from catalog.lag import BOUNDS, Lag

_UP = ("tvsi_postgres_up", "Whether Postgres answers.")


def show_left(left: Left | None) -> Told:
    """Show what Postgres told, or that it did not."""
    yield GaugeMetricFamily(*_UP, value=left is not None)
    if left is not None:
        yield from _show_backlog(left.backlog)
        yield _show_lag(left.lag)
        yield from _show_tvmaze(left.tvmaze)


def _show_backlog(backlog: Backlog) -> Told:
    yield GaugeMetricFamily("tvsi_outbox_rows", "Changes that wait to be indexed.", backlog.rows)
    yield GaugeMetricFamily("tvsi_outbox_age_seconds", "How long the oldest of them has waited.", backlog.age_seconds)
    yield GaugeMetricFamily("tvsi_outbox_failed_rows", "Those that were tried before and failed.", backlog.failed)
    yield GaugeMetricFamily("tvsi_parked_documents", "Documents that Elasticsearch refuses for good.", backlog.parked)


def _show_lag(lag: Lag) -> HistogramMetricFamily:
    spans = (*BOUNDS, float("inf"))
    counts = accumulate(lag.episodes.get(most, 0) for most in spans)
    return HistogramMetricFamily(
        "tvsi_projection_lag_seconds",
        "Time from an episode's oldest change that is not indexed to the moment when it can be found.",
        buckets=[(floatToGoString(most), count) for most, count in zip(spans, counts, strict=True)],
        sum_value=lag.seconds,
    )


def _show_tvmaze(tvmaze: Tvmaze) -> Told:
    yield CounterMetricFamily("tvsi_tvmaze_calls", "Calls to TVMaze.", tvmaze.calls)
    yield CounterMetricFamily("tvsi_tvmaze_throttled", "Those answered 429, too many requests.", tvmaze.throttled)
    if tvmaze.newest_listing is not None:
        text = "When TVMaze made the newest listing that is stored."
        yield GaugeMetricFamily("tvsi_newest_listing_timestamp_seconds", text, tvmaze.newest_listing)
    if tvmaze.last_day is not None:
        text = "The last day that is listed: its midnight, by UTC."
        yield GaugeMetricFamily("tvsi_last_listed_day_timestamp_seconds", text, tvmaze.last_day)
