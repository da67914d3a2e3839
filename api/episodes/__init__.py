"""Episodes: the search over all of them, and one by its id."""
