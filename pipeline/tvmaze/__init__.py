"""TVMaze over HTTP: the client, its rate limit, the payloads and how an answer is taken apart.

The only place that knows TVMaze's addresses and its camelCase. What becomes of a payload lives in
``pipeline.transform``; what is kept of an answer as it came, in ``pipeline.landing``.
"""
