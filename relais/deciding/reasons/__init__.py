"""The texts of this room's coded reasons; importing this registers them."""

from relais.deciding.reasons import cases

__all__ = ["cases"]
