"""Tests on a real PostgreSQL and a real Elasticsearch, and on the simulator over real HTTP."""
