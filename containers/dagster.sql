-- Dagster keeps its runs in a database of its own. Run once, when the volume is empty.
CREATE DATABASE dagster;
