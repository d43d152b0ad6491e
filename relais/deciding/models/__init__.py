"""What this room keeps: cases and comparisons; scenario sheets; groups of notes, reviews, rates."""

from relais.deciding.models.cases import Case, CaseDelegation, Comparison, Exchange, Provider, ProviderKind
from relais.deciding.models.reviews import (
    Every,
    ItemKind,
    ItemOutcome,
    Rates,
    Regrouping,
    RegroupingKind,
    Review,
    ReviewItem,
    Rhythm,
)
from relais.deciding.models.sheets import Dependence, Effect, Outcome, Safeguard, Sheet

__all__ = [
    "Case", "CaseDelegation", "Comparison", "Dependence", "Effect", "Every", "Exchange", "ItemKind", "ItemOutcome",
    "Outcome", "Provider", "ProviderKind", "Rates", "Regrouping", "RegroupingKind", "Review", "ReviewItem", "Rhythm", "Safeguard",
    "Sheet",
]  # fmt: skip
