"""Is now the moment? The learning against the owner's free hours and the cash, week by week, and the first start that fits.

People delegate too late, when neither time nor money is left. The hours that delegating wins are not counted while the
learning lasts: they are what must not be relied upon yet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import expm1, floor, isfinite
from typing import Final

from relais.engine.decide.breakeven import Case, faults
from relais.engine.faults import Fault, InputRefused

WEEKS_LIMIT: Final = 520


@dataclass(frozen=True, slots=True)
class Need:
    """What one week of the learning asks: the owner's hours, and money that leaves."""

    owner_h: float
    cash: float


@dataclass(frozen=True, slots=True)
class Start:
    """`first`: the first week (0: the first one given) in which hours and cash both hold, None when none given does.

    `hours_short` and `cash_short`: by how much the worst week of a start now, in week 0, lacks them; 0 when it does not.
    `first_hours` and `first_cash`: the first week each would hold alone.
    """

    first: int | None
    first_hours: int | None
    first_cash: int | None
    hours_short: float
    cash_short: float


def needs(case: Case, weeks: int) -> tuple[Need, ...]:
    """What a learning of so many weeks asks in each of them.

    Teaching is spread evenly, the hand-over is paid in the first week, and each occurrence due by the end of a week asks
    the owner's review (twice where it is redone) and the delegate's pay, redoing included. Raises InputRefused:
    the case's `faults`, `per_week_missing`, `weeks_out_of_range` (1 to 520).
    """
    wrong = [*faults(case)]
    if case.per_week is None and not any(fault.path == "per_week" for fault in wrong):
        wrong.append(Fault("per_week", "per_week_missing"))
    if not 1 <= weeks <= WEEKS_LIMIT:
        wrong.append(Fault("weeks", "weeks_out_of_range"))
    if wrong or case.per_week is None:
        raise InputRefused(tuple(wrong))
    taught, found, done = case.train_h / weeks, [], 0
    for week in range(1, weeks + 1):
        until = floor(round(week * case.per_week, 9))
        hours, worked = taught, taught
        if until > done:
            redone = _redone(case, until) - _redone(case, done)
            hours += (until - done + redone) * case.review_h
            worked += case.curve.total(until) - case.curve.total(done) + redone * case.rework_h
        found.append(Need(hours, case.deleg_rate * worked + (case.handover_cost if week == 1 else 0.0)))
        done = until
    return tuple(found)


def _redone(case: Case, n: int) -> float:
    """How many of the first n occurrences are redone: a geometric sum."""
    drop = case.redo_first - case.redo_last
    total = float(n) if case.redo_decay == 0.0 else expm1(-case.redo_decay * n) / expm1(-case.redo_decay)
    return n * case.redo_last + drop * total


def first_start(asked: Sequence[Need], free_h: Sequence[float], cash: Sequence[float]) -> Start:
    """The first week in which the learning may begin.

    `free_h`: the owner's free hours of each coming week. `cash`: the money at hand in each, everything else paid; what
    the learning has cost until then must not exceed it. Weeks that are not given are not counted upon.
    Raises InputRefused: `weeks_out_of_range`, `amount_out_of_range`.
    """
    wrong = [
        Fault(f"{name}[{n}]", "amount_out_of_range")
        for name, many in (("free_h", free_h), ("cash", cash))
        for n, one in enumerate(many)
        if not isfinite(one)
    ]
    wrong += [
        Fault(name, "weeks_out_of_range")
        for name, many in (("asked", asked), ("free_h", free_h), ("cash", cash))
        if not 1 <= len(many) <= WEEKS_LIMIT
    ]
    if wrong:
        raise InputRefused(tuple(wrong))
    hours = [one.owner_h for one in asked]
    paid = list(accumulate(one.cash for one in asked))
    holds_h = {s for s in range(len(free_h)) if _short(hours, free_h[s:]) == 0.0}
    holds_cash = {s for s in range(len(cash)) if _short(paid, cash[s:]) == 0.0}
    return Start(
        min(holds_h & holds_cash, default=None), min(holds_h, default=None), min(holds_cash, default=None),
        _short(hours, free_h), _short(paid, cash),
    )  # fmt: skip


def _short(asked: Sequence[float], given: Sequence[float]) -> float:
    """What is lacking in the worst week; a week that is not given has nothing."""
    most = 0.0
    for n, one in enumerate(asked):
        lacking = one - (given[n] if n < len(given) else 0.0)
        if lacking > 1e-9 * (1.0 + abs(one)):
            most = max(most, lacking)
    return most
