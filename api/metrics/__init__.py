"""What operators measure: requests, searches, kept answers, and what waits to be indexed."""
