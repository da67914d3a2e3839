"""``WS /v1/events``, as a WebSocket client meets it."""
