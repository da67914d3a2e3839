"""What automation sees and writes, in a real Postgres."""
