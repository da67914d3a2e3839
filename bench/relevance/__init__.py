"""How good the order of search results is: judged queries, nDCG@10, and what each ingredient of the search is worth.

``scoring`` counts, ``predicates`` says what an episode is, ``written``, ``recorded`` and ``drawn`` hold the queries,
``television`` loads what they are asked of, ``asking`` asks, ``ingredients`` takes parts of the search away. To add a
query, add a line to ``written`` or ``recorded``; to add a kind, a function to one of the ``drawn`` modules.
"""
