"""Elasticsearch's own server as jars of Maven Central on the Java runtime of a wheel, as a child process.

``jars`` fetches, ``distribution`` installs and compiles once per environment, ``training`` makes starts
fast, ``node`` runs one over a directory.
"""
