"""The schedule of a day, as the listings gave it."""
