"""Processes killed, stores taken away, answers spoilt on purpose: what holds all the same, and that its tests can fail.

What a single projector or rebuild does about a failure is tested beside them, in ``tests/integration/catalog``.
"""
