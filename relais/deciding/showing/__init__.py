"""What pages read, in words."""
