"""Accounts, sessions, likes and bookmarks over real HTTP, on stores of their own that these tests may change."""
