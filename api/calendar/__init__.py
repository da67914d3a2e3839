"""Searches as calendars that one can subscribe to."""
