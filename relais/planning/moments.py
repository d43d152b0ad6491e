"""What the worker does in this room when a moment has come."""
