"""Searches judged by what people hope to find."""
