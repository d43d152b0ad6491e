"""Relais: delegate work you can let go of."""

__version__ = "0.1.0"
