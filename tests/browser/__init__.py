"""The pages in a real browser, on a real API with both stores."""
