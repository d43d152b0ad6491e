"""Providers beside each other: what an hour of accepted work really costs, and what would change their order.

Cost of a useful hour = (pay + fees + the owner's review and rework) / accepted hours, everything in one currency by a
rate of exchange that keeps its date and its source.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import Final, Literal

from relais.engine.decide.ranges import AMOUNT_LIMIT
from relais.engine.faults import Fault, InputRefused
from relais.engine.values import is_currency_form

PROVIDERS_LIMIT: Final = 100


@dataclass(frozen=True, slots=True)
class Exchange:
    """What one unit of `currency` is worth in the currency of the comparison, on which day, as whom one may ask."""

    currency: str
    rate: float
    on: date
    source: str


@dataclass(frozen=True, slots=True)
class Provider:
    """Someone or something that could do the work: an agency, a freelancer, an employee, a tool, or the owner.

    - `pay_per_hour`, `pay_per_week`, `fees_per_week`: money in `currency`; `fee_share`: fees as a share of the pay;
    - `hours_per_week`: hours worked; `accepted`: share of them whose work is accepted (0 to 1);
    - `review_h`: the owner's hours a week of looking at it (all of them, where the owner does the work);
    - `rework_h`: the owner's hours for each hour that is not accepted;
    - `output_per_hour`: what one accepted hour makes (pages, replies…), None where that was not counted.
    """

    id: str
    currency: str
    hours_per_week: float
    accepted: float = 1.0
    pay_per_hour: float = 0.0
    pay_per_week: float = 0.0
    fee_share: float = 0.0
    fees_per_week: float = 0.0
    review_h: float = 0.0
    rework_h: float = 0.0
    output_per_hour: float | None = None

    @property
    def accepted_hours(self) -> float:
        """A week."""
        return self.hours_per_week * self.accepted

    @property
    def owner_hours(self) -> float:
        """A week: review, and rework of what is not accepted."""
        return self.review_h + self.rework_h * self.hours_per_week * (1.0 - self.accepted)

    @property
    def paid(self) -> float:
        """A week, fees included, in the provider's currency."""
        pay = self.pay_per_hour * self.hours_per_week + self.pay_per_week
        return pay * (1.0 + self.fee_share) + self.fees_per_week


@dataclass(frozen=True, slots=True)
class Compared:
    """One provider's week in the currency of the comparison. `useful_hour` is None where nothing is accepted, `unit_cost`
    (for one of what it makes) and `output` where that was not counted."""

    id: str
    cost: float
    owner_hours: float
    accepted_hours: float
    useful_hour: float | None
    output: float | None
    unit_cost: float | None
    exchange: Exchange | None


@dataclass(frozen=True, slots=True)
class Turning:
    """Where two providers cost the same: the value of one input (now, and then) of `id` at which it meets `other`."""

    id: str
    other: str
    what: Literal["exchange", "accepted", "hours_per_week"]
    now: float
    at: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Cheapest useful hour first; those of whom nothing is accepted last. `turnings`: nearest to today's value first."""

    currency: str
    providers: tuple[Compared, ...]
    turnings: tuple[Turning, ...]


def compare(
    providers: Sequence[Provider], *, currency: str, owner_rate: float, exchanges: Sequence[Exchange] = ()
) -> Comparison:
    """Compare providers in one currency; `owner_rate` is what the owner's hour is worth in it. O(n log n).

    Raises InputRefused: `currency_unknown` (no code of three capitals), `exchange_missing`, `exchange_repeated`,
    `exchange_of_itself`, `rate_out_of_range` (above 0, at most 10^12), `source_missing`, `id_empty`, `id_repeated`,
    `amount_out_of_range` (0 to 10^12), `share_out_of_range` (0 to 1; a fee: 0 to 10), `too_many` (100 providers).
    """
    if wrong := tuple(_faults(providers, currency, owner_rate, exchanges)):
        raise InputRefused(wrong)
    by_code = {one.currency: one for one in exchanges}
    rates = {one.id: 1.0 if one.currency == currency else by_code[one.currency].rate for one in providers}
    found = sorted(
        (_compared(one, rates[one.id], owner_rate, by_code.get(one.currency)) for one in providers),
        key=lambda one: (one.useful_hour is None, one.useful_hour or 0.0, one.id),
    )
    named = {one.id: one for one in providers}
    useful = [(one.id, one.useful_hour) for one in found if one.useful_hour is not None]
    turnings: list[Turning] = []
    for name, cost in useful[1:]:
        best, least = useful[0]
        turnings += _turnings(named[name], named[best], least, rates, owner_rate, currency)
        turnings += _turnings(named[best], named[name], cost, rates, owner_rate, currency)
    turnings.sort(key=lambda one: (abs(one.at / one.now - 1.0), one.id, one.other, one.what))
    return Comparison(currency, tuple(found), tuple(turnings))


def _compared(one: Provider, rate: float, owner_rate: float, exchange: Exchange | None) -> Compared:
    cost = one.paid * rate + owner_rate * one.owner_hours
    useful = cost / one.accepted_hours if one.accepted_hours > 0.0 else None
    output = None if one.output_per_hour is None else one.accepted_hours * one.output_per_hour
    unit = cost / output if output else None
    return Compared(one.id, cost, one.owner_hours, one.accepted_hours, useful, output, unit, exchange)


def _turnings(
    one: Provider, other: Provider, target: float, rates: dict[str, float], owner_rate: float, currency: str
) -> Iterator[Turning]:
    """Values of one provider's inputs at which its useful hour costs `target`, each alone: all are linear equations.

    With x the exchange, a the share accepted, h the hours: x (V h + F) + o (r + w h (1 − a)) = target · h a.
    """
    x, a, h = rates[one.id], one.accepted, one.hours_per_week
    hourly = one.pay_per_hour * (1.0 + one.fee_share)
    fixed = one.pay_per_week * (1.0 + one.fee_share) + one.fees_per_week
    review, rework = owner_rate * one.review_h, owner_rate * one.rework_h
    # One rate serves both where both are paid in it: changing it moves both, and is no turning of one alone.
    if one.currency not in (currency, other.currency) and one.paid > 0.0:
        yield from _turning(
            one,
            other,
            "exchange",
            x,
            (target * h * a - review - rework * h * (1.0 - a)) / one.paid,
            AMOUNT_LIMIT,
        )
    if (target + rework) * h > 0.0:
        at = (x * one.paid + review + rework * h) / ((target + rework) * h)
        yield from _turning(one, other, "accepted", a, at, 1.0)
    left = target * a - x * hourly - rework * (1.0 - a)
    if left != 0.0:
        yield from _turning(one, other, "hours_per_week", h, (x * fixed + review) / left, AMOUNT_LIMIT)


def _turning(
    one: Provider,
    other: Provider,
    what: Literal["exchange", "accepted", "hours_per_week"],
    now: float,
    at: float,
    most: float,
) -> Iterator[Turning]:
    if isfinite(at) and 0.0 < at <= most:
        yield Turning(one.id, other.id, what, now, at)


def _faults(
    providers: Sequence[Provider], currency: str, owner_rate: float, exchanges: Sequence[Exchange]
) -> Iterator[Fault]:
    if len(providers) > PROVIDERS_LIMIT:
        yield Fault("providers", "too_many")
        return
    if not is_currency_form(currency):
        yield Fault("currency", "currency_unknown")
    if not _within(owner_rate, AMOUNT_LIMIT):
        yield Fault("owner_rate", "amount_out_of_range")
    yield from _faults_of_exchanges(currency, exchanges)
    known = {currency, *(exchange.currency for exchange in exchanges)}
    ids: set[str] = set()
    for n, one in enumerate(providers):
        if not one.id or one.id in ids:
            yield Fault(f"providers[{n}].id", "id_repeated" if one.id else "id_empty")
        ids.add(one.id)
        yield from _faults_of(f"providers[{n}]", one)
        if one.currency not in known:
            yield Fault(f"providers[{n}].currency", "exchange_missing")


def _faults_of_exchanges(currency: str, exchanges: Sequence[Exchange]) -> Iterator[Fault]:
    known: set[str] = set()
    for n, exchange in enumerate(exchanges):
        path = f"exchanges[{n}]"
        if not is_currency_form(exchange.currency):
            yield Fault(f"{path}.currency", "currency_unknown")
        elif exchange.currency == currency:
            yield Fault(f"{path}.currency", "exchange_of_itself")
        elif exchange.currency in known:
            yield Fault(f"{path}.currency", "exchange_repeated")
        known.add(exchange.currency)
        if not (_within(exchange.rate, AMOUNT_LIMIT) and exchange.rate > 0.0):
            yield Fault(f"{path}.rate", "rate_out_of_range")
        if not exchange.source.strip():
            yield Fault(f"{path}.source", "source_missing")


def _faults_of(path: str, one: Provider) -> Iterator[Fault]:
    for name in ("hours_per_week", "pay_per_hour", "pay_per_week", "fees_per_week", "review_h", "rework_h"):
        if not _within(getattr(one, name), AMOUNT_LIMIT):
            yield Fault(f"{path}.{name}", "amount_out_of_range")
    if one.output_per_hour is not None and not _within(one.output_per_hour, AMOUNT_LIMIT):
        yield Fault(f"{path}.output_per_hour", "amount_out_of_range")
    for name, most in (("accepted", 1.0), ("fee_share", 10.0)):
        if not _within(getattr(one, name), most):
            yield Fault(f"{path}.{name}", "share_out_of_range")


def _within(value: float, most: float) -> bool:
    return isfinite(value) and 0.0 <= value <= most
