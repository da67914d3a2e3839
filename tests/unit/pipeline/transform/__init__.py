"""Payloads to rows."""
