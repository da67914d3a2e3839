"""Answers kept for as long as the index stays what it is, in Redis or in each process."""
