"""The pipeline on real stores and against the simulator."""
