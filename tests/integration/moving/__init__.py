"""``tvsi move-stores`` with a second real Postgres and Elasticsearch."""
