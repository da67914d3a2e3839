"""The TVMaze client over real HTTP, its limit in a real Postgres."""
