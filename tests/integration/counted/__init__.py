"""What people type, asked over HTTP of a catalogue full of names that are hard to type."""
