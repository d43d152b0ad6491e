"""The texts of this room's coded reasons; importing this registers them."""

from relais.deciding.reasons import cases, reviews, sheets

__all__ = ["cases", "reviews", "sheets"]
