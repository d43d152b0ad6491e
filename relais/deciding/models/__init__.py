"""What is decided, and what helps to decide."""

from relais.deciding.models.reviews import (
    Every,
    Handover,
    ItemKind,
    Outcome,
    Rates,
    Regrouping,
    RegroupingKind,
    Review,
    ReviewItem,
    Rhythm,
)

__all__ = [
    "Every",
    "Handover",
    "ItemKind",
    "Outcome",
    "Rates",
    "Regrouping",
    "RegroupingKind",
    "Review",
    "ReviewItem",
    "Rhythm",
]
