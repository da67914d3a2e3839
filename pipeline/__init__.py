"""TVMaze to rows: the client, the payloads, the rules of loading, and Dagster at the edge.

Documents and the index live in ``catalog``; requests of people in ``api``.
"""
