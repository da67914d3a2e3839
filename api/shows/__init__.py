"""Shows: one with its cast, and its episodes, fresh from the tables."""
