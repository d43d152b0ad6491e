"""The texts of this room's coded reasons."""

from relais.deciding.reasons import sheets  # noqa: F401  (they register themselves)
