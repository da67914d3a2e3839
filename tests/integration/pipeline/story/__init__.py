"""Tests of the pipeline's story against the simulator and a real Postgres."""
