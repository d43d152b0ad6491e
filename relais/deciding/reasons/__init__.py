"""The texts of this room's coded reasons."""

from relais.deciding.reasons import reviews  # noqa: F401  (they register themselves)
