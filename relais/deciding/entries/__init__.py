"""The typed log entries of this room and their sentences; importing this registers them."""

from relais.deciding.entries import cases, reviews, sheets

__all__ = ["cases", "reviews", "sheets"]
