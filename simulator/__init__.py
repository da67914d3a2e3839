"""A stand-in for TVMaze over real HTTP: its endpoints, its rate limit, its faults.

It serves a catalogue of its own making (``generated``), or recorded days (``recorded``). Nothing of TVSI's own code
is used here: what the simulator promises is TVMaze's contract, not what TVSI makes of it.
"""
