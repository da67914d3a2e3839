"""The simulator as its clients meet it: over real HTTP."""
