"""What was found, as plain values with fixed names: the same for the command line, the API and what is stored."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from relais.engine.decide.simulation import Outlook, Simulated

DIGITS: Final = 6
"""Decimals that are told: what adding in another order may change stays below."""


def told_scenarios(found: Simulated) -> dict[str, Any]:
    """A simulated sheet. Losses are above 0, gains below; docs/algorithms/decide.md names the keys."""
    said = {
        "draws": found.draws,
        "seed": found.seed,
        "before": _outlook(found.before),
        "after": _outlook(found.after),
        "safeguards": [
            {
                "id": step.bought.id,
                "cost": step.bought.cost,
                "pays": step.bought.pays,
                "saves": step.bought.loss_before - step.bought.loss_after,
                "saves_alone": step.bought.saves_alone,
                "net": step.bought.net,
                "worst_5_percent": step.worst,
                "chance_beyond_bearable": step.beyond,
            }
            for step in found.steps
        ],
        "histogram": {"edges": found.edges, "before": found.counts_before, "after": found.counts_after},
    }
    plain: dict[str, Any] = rounded(said)
    return plain


def _outlook(one: Outlook) -> dict[str, Any]:
    return {
        "expected_loss": one.expected,
        "mean": one.mean,
        "standard_error": one.error,
        "standard_deviation": one.deviation,
        "percentiles": one.percentiles,
        "worst_5_percent": one.worst,
        "chance_beyond_bearable": one.beyond,
        "chance_beyond_bearable_interval": None if one.beyond is None else [one.beyond_low, one.beyond_high],
        "by_probability": {
            "expected_loss": [one.least.expected, one.most.expected],
            "worst_5_percent": [one.least.worst, one.most.worst],
            "chance_beyond_bearable": None if one.beyond is None else [one.least.beyond, one.most.beyond],
        },
        "watch": [
            {
                "id": each.id, "expected_loss": each.expected, "variance_share": each.variance_share,
                "worst_share": each.worst_share,
            }
            for each in one.watch
        ],
    }  # fmt: skip


def rounded(said: Any) -> Any:
    """The same with every number at `DIGITS` decimals, tuples as lists."""
    if isinstance(said, float):
        return round(said, DIGITS) + 0.0  # no −0.0
    if isinstance(said, dict):
        return {key: rounded(one) for key, one in said.items()}
    if isinstance(said, Iterable) and not isinstance(said, str):
        return [rounded(one) for one in said]
    return said
