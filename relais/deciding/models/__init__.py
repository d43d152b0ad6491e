"""What this room keeps: cases and comparisons; scenario sheets."""

from relais.deciding.models.cases import Case, CaseDelegation, Comparison, Exchange, Provider, ProviderKind
from relais.deciding.models.sheets import Dependence, Effect, Outcome, Safeguard, Sheet

__all__ = [
    "Case",
    "CaseDelegation",
    "Comparison",
    "Dependence",
    "Effect",
    "Exchange",
    "Outcome",
    "Provider",
    "ProviderKind",
    "Safeguard",
    "Sheet",
]
