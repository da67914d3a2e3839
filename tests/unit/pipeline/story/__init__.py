"""Tests of how answers become rows, and of which days that is for."""
