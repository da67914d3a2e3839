"""The catalog without its stores."""
