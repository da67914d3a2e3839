"""The HTTP API: a folder per feature, one error contract. It reads TVMaze's tables and never writes them."""
