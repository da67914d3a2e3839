"""What happened, told to whoever waits for it: loads that succeeded or failed."""
