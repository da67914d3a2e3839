"""What the API takes and asks, without any I/O."""
