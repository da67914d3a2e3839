"""The scheme that keeps the index equal to the tables, as a model: both stores, whoever uses them, whatever may happen.

Each process is a generator that yields wherever another may come first; a seed decides who does. The scheme itself is
in ``ticks``, ``rebuilds``, ``indexers`` and ``writers``, step by step as in ``catalog``; ``broken`` has its mistakes.
"""
