"""The assets, a file per group: ``listings`` (TVMaze's schedule) and ``casts`` (who plays in it).

Each is named as the table it fills. What a run does lies in ``pipeline.story``, which knows no Dagster.
"""
