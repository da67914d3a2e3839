"""The stores that pipeline and API share.

Tables, migrations, the one definition of the index, documents, the outbox and the projection.
What talks to TVMaze lives in ``pipeline``, what answers people in ``api``; neither is imported here.
"""
