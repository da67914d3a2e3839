"""What starts loads, what is told of them, and the assets, without stores."""
