"""The verbs, without what they talk to."""
