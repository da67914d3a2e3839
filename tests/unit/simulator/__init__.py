"""The simulator's own rules, without a server."""
