"""Tests without any I/O; they mirror the packages."""
