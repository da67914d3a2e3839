"""Answers that are kept: over a catalogue that these tests change."""
