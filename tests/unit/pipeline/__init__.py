"""Unit tests of the pipeline."""
