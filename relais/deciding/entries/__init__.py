"""The typed log entries of this room and their sentences; importing this registers them."""

from relais.deciding.entries import cases, sheets

__all__ = ["cases", "sheets"]
