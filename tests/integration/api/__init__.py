"""The API over real HTTP, on a real Postgres and a real Elasticsearch."""
