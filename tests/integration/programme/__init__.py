"""A programme of shows: their own addresses, and calendars of them."""
