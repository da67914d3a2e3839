"""Keeps a set of processes running: started as their needs are met, watched, restarted, stopped in reverse order.

What TVSI's processes are is in ``embedded.services``; here is how any are kept.
"""
