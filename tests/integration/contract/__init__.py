"""The whole API held against its description, by all its routes: answers, a generated client, random requests."""
