"""Likes and bookmarks: given, taken back, and searched by the user whose they are."""
