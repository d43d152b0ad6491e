"""A comparison's rows as the engine's: a week of each provider, in its own currency."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from relais.config.money import minor_digits
from relais.deciding.models import Comparison, Exchange, Provider, ProviderKind
from relais.deciding.models.cases import Period
from relais.engine.decide import compare as engine
from relais.engine.decide.breakeven import WEEKS_IN_YEAR
from relais.engine.decide.telling import rounded

MONTHS_IN_WEEK: Final = 12 / WEEKS_IN_YEAR


def compared(
    comparison: Comparison, providers: Iterable[Provider], exchanges: Iterable[Exchange]
) -> engine.Comparison:
    """Providers beside each other, cheapest useful hour first; their ids are those of the rows."""
    return engine.compare(
        [week_of(one) for one in providers],
        currency=comparison.currency,
        owner_rate=major(comparison.owner_rate, comparison.currency),
        exchanges=[
            engine.Exchange(one.currency, float(one.rate), one.on, one.source)
            for one in exchanges
            if one.currency != comparison.currency
        ],
    )


def week_of(one: Provider) -> engine.Provider:
    """One provider's week. Where nobody else does it, all of the hours are the owner's."""
    pay, fees = major(one.pay, one.currency), major(one.fees, one.currency)
    hours = float(one.hours)
    return engine.Provider(
        id=str(one.id),
        currency=one.currency,
        hours_per_week=hours,
        accepted=one.accepted / 100,
        pay_per_hour=pay if one.pay_per == Period.HOUR else 0.0,
        pay_per_week={Period.WEEK: pay, Period.MONTH: pay * MONTHS_IN_WEEK}.get(Period(one.pay_per), 0.0),
        fee_share=float(one.fee_percent) / 100,
        fees_per_week=fees * MONTHS_IN_WEEK,
        review_h=float(one.review_hours) + (hours if one.kind == ProviderKind.NOBODY else 0.0),
        rework_h=float(one.rework_hours),
        output_per_hour=None if one.output_per_hour is None else float(one.output_per_hour),
    )


def major(minor: int, currency: str) -> float:
    """An amount in whole units, as forecasts count."""
    return float(minor / 10 ** minor_digits(currency))


def told(found: engine.Comparison) -> dict[str, Any]:
    """The comparison in plain values, as programs read it."""
    said: dict[str, Any] = rounded(
        {
            "currency": found.currency,
            "providers": [
                {
                    "provider": one.id, "cost_per_week": one.cost, "owner_hours": one.owner_hours,
                    "accepted_hours": one.accepted_hours, "useful_hour": one.useful_hour, "output": one.output,
                    "unit_cost": one.unit_cost,
                }
                for one in found.providers
            ],
            "turnings": [
                {"provider": one.id, "other": one.other, "what": one.what, "now": one.now, "at": one.at}
                for one in found.turnings
            ],
        }
    )  # fmt: skip
    return said
