"""The front door: what this is, where to go on, and whom to thank."""
