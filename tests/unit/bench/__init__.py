"""Benchmarks' own figures and judgements."""
