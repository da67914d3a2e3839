"""The embedded stores as real processes."""
