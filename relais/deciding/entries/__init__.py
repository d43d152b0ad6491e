"""The typed log entries of this room and their sentences."""

from relais.deciding.entries import sheets  # noqa: F401  (they register themselves)
