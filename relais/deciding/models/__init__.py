"""The rows of this room."""

from relais.deciding.models.sheets import Dependence, Effect, Outcome, Safeguard, Sheet

__all__ = ["Dependence", "Effect", "Outcome", "Safeguard", "Sheet"]
