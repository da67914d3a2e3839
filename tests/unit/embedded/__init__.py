"""The embedded system's decisions, without a process or a port."""
