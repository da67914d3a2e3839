"""What starts loads without being asked, what is told of them, and the daemon that runs both."""
