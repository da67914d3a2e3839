"""Suggestions as one types: shows, people and episodes."""
