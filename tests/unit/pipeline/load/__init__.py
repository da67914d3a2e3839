"""The pure parts of loading."""
