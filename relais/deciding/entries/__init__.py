"""The typed log entries of this room and their sentences."""

from relais.deciding.entries import reviews  # noqa: F401  (they register themselves)
