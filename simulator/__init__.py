"""A stand-in for TVMaze over real HTTP: its endpoints, its rate limit, its faults.

It serves a catalogue of its own making, or recorded days. Nothing of TVSI's own code is used here.
"""
