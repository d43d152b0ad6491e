"""What this room keeps: cases and comparisons."""

from relais.deciding.models.cases import Case, CaseDelegation, Comparison, Exchange, Provider, ProviderKind

__all__ = ["Case", "CaseDelegation", "Comparison", "Exchange", "Provider", "ProviderKind"]
