"""Keep, drop, automate, delegate: which activity to delegate next, each with its reasons as figures.

Ranked by what the first year of delegating brings: the balance after 52 weeks, the learning paid. One number in money,
which the reasons explain; nothing is weighed by taste. Reasons are data; the shell writes each as one sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor
from typing import Final, Literal

from relais.engine.decide.breakeven import OCCURRENCES_LIMIT, BreakEven, Case, breakeven, faults
from relais.engine.faults import Fault, InputRefused

Decision = Literal["keep", "drop", "automate", "delegate"]
WEEKS: Final = 52
LIKED_LEAST: Final = 2
"""On the scale from 1 (disliked) to 5 (liked): at or below, the activity is disliked."""


@dataclass(frozen=True, slots=True)
class Activity:
    """What is known of something that recurs. `case.per_week` must be known.

    - `owner_hours`: the owner's hours a week in it, as measured; `liked` 1 to 5, None where not said;
    - `moves_forward`: whether doing it moves the business forward; `flops`: times that it was a flop in the period;
    - `is_described`: whether a procedure exists; `decision`: the last one, None while it has none; `is_due`: its date to look
      again has come.
    """

    id: str
    case: Case
    owner_hours: float
    liked: int | None = None
    moves_forward: bool = False
    flops: int = 0
    is_described: bool = False
    decision: Decision | None = None
    is_due: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an activity stands where it stands: a code, and the figures of its sentence.

    - `hours`: the owner's hours a week; `pays_back`: weeks, money a week after learning; `first_year`: money;
    - `never_pays_back`; `flops`: times; `disliked`: how much it is liked; `described`; `moves_forward` (speaks against).
    """

    code: str
    figures: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """One activity that might be delegated. `first_year`: money after 52 weeks. `is_advised`: the first year brings something."""

    id: str
    first_year: float
    is_advised: bool
    breakeven: BreakEven
    reasons: tuple[Reason, ...]


def delegate_next(activities: Sequence[Activity]) -> tuple[Candidate, ...]:
    """Activities that the owner does, best to delegate first; equal ones by the owner's hours, then by id.

    Left out: what is delegated, automated or dropped, and what was kept until a date that has not come. Raises
    InputRefused: faults of a case (`activities[n].case.…`), `per_week_missing`, `liked_out_of_range` (1 to 5),
    `amount_out_of_range`, `id_repeated`.
    """
    if wrong := _faults(activities):
        raise InputRefused(tuple(wrong))
    found = [(_candidate(one), one) for one in activities if _is_open(one)]
    found.sort(key=lambda pair: (-pair[0].first_year, -pair[1].owner_hours, pair[0].id))
    return tuple(candidate for candidate, _ in found)


def _is_open(one: Activity) -> bool:
    return one.decision is None or (one.decision == "keep" and one.is_due)


def _faults(activities: Sequence[Activity]) -> list[Fault]:
    wrong: list[Fault] = []
    seen: set[str] = set()
    for n, one in enumerate(activities):
        path = f"activities[{n}]"
        wrong += [Fault(f"{path}.case.{fault.path}", fault.code) for fault in faults(one.case)]
        if one.case.per_week is None:
            wrong.append(Fault(f"{path}.case.per_week", "per_week_missing"))
        if one.liked is not None and not 1 <= one.liked <= 5:
            wrong.append(Fault(f"{path}.liked", "liked_out_of_range"))
        if not 0.0 <= one.owner_hours <= 168.0:
            wrong.append(Fault(f"{path}.owner_hours", "amount_out_of_range"))
        if one.flops < 0:
            wrong.append(Fault(f"{path}.flops", "amount_out_of_range"))
        if one.id in seen:
            wrong.append(Fault(f"{path}.id", "id_repeated"))
        seen.add(one.id)
    return wrong


def _candidate(one: Activity) -> Candidate:
    found = breakeven(one.case)
    year = first_year(one.case)
    reasons = [Reason("hours", (one.owner_hours,))]
    if found.weeks is not None and found.gain_per_week_after_learning is not None:
        reasons.append(Reason("pays_back", (found.weeks, found.gain_per_week_after_learning)))
    else:
        reasons.append(Reason("never_pays_back"))
    reasons.append(Reason("first_year", (year,)))
    if one.flops:
        reasons.append(Reason("flops", (float(one.flops),)))
    if one.liked is not None and one.liked <= LIKED_LEAST:
        reasons.append(Reason("disliked", (float(one.liked),)))
    if one.is_described:
        reasons.append(Reason("described"))
    if one.moves_forward:
        reasons.append(Reason("moves_forward"))
    return Candidate(one.id, year, year > 0.0, found, tuple(reasons))


def first_year(case: Case) -> float:
    """Money after 52 weeks of delegating, discounted, the learning paid. O(occurrences in 52 weeks), a million at most."""
    per_week = case.per_week or 0.0
    occurrences = min(OCCURRENCES_LIMIT, floor(round(WEEKS * per_week, 9)))
    balance, factor, discount = -case.setup_cost, 1.0, case.discount
    for n in range(1, occurrences + 1):
        factor *= discount
        balance += case.gain(n) * factor
    return balance
