"""``GET /metrics``, as Prometheus meets it."""
