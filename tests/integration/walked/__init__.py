"""Going on by cursor, and walks through all that there is."""
