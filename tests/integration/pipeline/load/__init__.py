"""Rows to tables on a real PostgreSQL, rule by rule."""
