"""The typed log entries of this room and their sentences."""
