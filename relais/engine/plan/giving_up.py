"""Which dates to give up, so that the sum of their penalties is least (1 | | Σ w_j U_j), where all work may begin at once.

1. Jobs longer than the time before their date go; if the rest fits, that is all. Dates after the last overloaded one are
   kept in any best answer, since removing work only helps them.
2. The linear relaxation (parts of jobs may be given up) is solved exactly by removing the cheapest minutes, w/p first,
   whenever a date is overloaded: the demands are nested, so minutes form a laminar matroid, where greedy is optimal.
   It gives a lower bound, and by complementary slackness a price Λ_j of a minute before each date.
3. Lawler and Moore's dynamic programme (Management Science 16(1), 1969) over jobs by date: states are (minutes kept, penalty), a
   state with more of both is dropped. The prices say how far above the relaxation each state already is; a state
   above the bound under trial is dropped, too. Bounds are tried from the lowest upwards, so the first that has an
   answer gives the best one. Penalties are whole numbers of their common unit, which makes the first bound tight. Most
   jobs are settled by their price alone and cost nothing. (The idea of fixing by reduced costs: Baptiste, Della Croce, Grosso and
   T'kindt, Journal of Scheduling 13, 2010.)
4. Where that makes too many states, the programme's table is filled instead, as far as the prices leave it open (`table`).
   Only a table beyond `table.CELLS` is refused: the best answer known is then certified by the bound that was proved.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, gcd, inf, lcm
from operator import itemgetter
from typing import Any, Final

from relais.engine.plan.demand import Job
from relais.engine.plan.relaxation import Relaxed, Trial, needs, relax
from relais.engine.plan.table import tabulate

STATES: Final = 20_000
"""States that one complete trial may make (some hundredths of a second)."""
WIDTH: Final = 12
"""States kept a job in the narrow search before it, and after that many."""

_State = tuple[int, int, float, Any]
"""Minutes kept and penalty (both less those of settled jobs), excess over the relaxation, and what was rejected as a
chain `(job, chain or None)`."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Indices of the jobs given up, their penalty and a proven lower bound of it (equal when it is exact)."""

    rejected: tuple[int, ...]
    penalty: float
    bound: float
    is_exact: bool


def least_penalty(ordered: Sequence[Job]) -> Choice:
    """The dates to give up; `ordered` by date, none with an earliest start after the start of the axis."""
    hopeless = [n for n, job in enumerate(ordered) if job.minutes > job.due]
    kept = [n for n, job in enumerate(ordered) if job.minutes <= job.due]
    relevant = kept[: _overloaded([ordered[n] for n in kept])]
    unit, weights = in_units([job.weight for job in ordered])
    base = sum(weights[n] for n in hopeless)
    if not relevant:
        penalty = float(base * unit)
        return Choice(tuple(hopeless), penalty, penalty, is_exact=True)
    relaxed = relax([ordered[n] for n in relevant], [weights[n] for n in relevant])
    found, bound = _search(relaxed)
    rejected = sorted(hopeless + [relevant[n] for n in found])
    cost = sum(weights[n] for n in rejected)
    return Choice(
        tuple(rejected), float(cost * unit), float((base + bound) * unit), is_exact=cost == base + bound
    )


def relaxation_bound(ordered: Sequence[Job]) -> float:
    """The linear relaxation's penalty: parts of jobs may be given up. No answer is below it."""
    return relax(ordered, [job.weight for job in ordered]).cost


def in_units(amounts: Sequence[float]) -> tuple[Fraction, list[int]]:
    """Amounts as whole multiples of the largest unit that they share: (1/2, [1, 3]) for 0.5 and 1.5.

    As they are written in decimals: 0.1 is one tenth, not the binary number nearest to it.
    """
    if all(amount == int(amount) for amount in amounts):
        whole, scale = [int(amount) for amount in amounts], 1
    else:
        exact = [Decimal(repr(float(amount))).as_integer_ratio() for amount in amounts]
        scale = lcm(*{denominator for _, denominator in exact})
        whole = [numerator * (scale // denominator) for numerator, denominator in exact]
    common = gcd(*whole) or 1
    return Fraction(common, scale), [amount // common for amount in whole]


def _overloaded(jobs: Sequence[Job]) -> int:
    """How many jobs there are up to the last overloaded date."""
    demand, last = 0, 0
    for n, job in enumerate(jobs, 1):
        demand += job.minutes
        if demand > job.due:
            last = n
    return last


def _search(relaxed: Relaxed) -> tuple[list[int], int]:
    """The jobs to reject, and the lower bound that was proved; penalties in units."""
    slip = 1e-9 * (1 + sum(relaxed.weights))  # more than rounding can have moved the relaxation's penalty
    best, bound = _narrow(relaxed, slip)
    best, bound = _complete(relaxed, slip, best, bound)
    return best.found or [], bound


def _narrow(relaxed: Relaxed, slip: float) -> tuple[Trial, int]:
    """A good answer: few states a job, the limit raised until something is found. Whole penalties often end it here."""
    bound = limit = max(0, ceil(relaxed.cost - slip))
    step = 1
    while True:
        best = _trial(relaxed, limit - relaxed.cost + slip, WIDTH)
        if best.found is not None:
            break
        if not best.is_cut:
            bound = limit + 1
        limit, step = limit + step, step * 2
    return best, bound


def _complete(relaxed: Relaxed, slip: float, best: Trial, bound: int) -> tuple[Trial, int]:
    """The best answer: everything below the one known is searched, the least first; in a table if that grows large."""
    step = 1
    while bound < best.cost:
        limit = min(bound + step - 1, best.cost - 1)
        trial = _trial(relaxed, limit - relaxed.cost + slip, WIDTH, STATES)
        if trial.is_cut:
            limit = best.cost - 1
            trial = tabulate(relaxed, limit - relaxed.cost + slip)
        if trial.found is not None and trial.cost < best.cost:
            best = trial
        if trial.is_cut:
            break
        bound, step = min(limit + 1, best.cost), step * 2
    return best, bound


def _trial(relaxed: Relaxed, limit: float, width: int, budget: int = 0) -> Trial:
    """The least penalty that is at most `limit` above the relaxation, among equals with the fewest minutes kept.

    Once `budget` states were made, only the most promising `width` are kept a job.
    """
    least = needs(relaxed, limit)
    states: list[_State] = [(0, 0, 0.0, None)]
    settled, penalty_settled, made, is_cut = 0, 0, 0, False
    rejected: list[int] = []
    for n, (minutes, due, weight, slack, reduced, need) in enumerate(
        zip(relaxed.minutes, relaxed.dues, relaxed.weights, relaxed.falls, relaxed.reduced, least, strict=True)
    ):  # fmt: skip
        is_open = -limit <= reduced <= limit
        if is_open:
            states = _branch(states, n, minutes, int(weight), reduced, limit)
            made += len(states)
        elif reduced > 0:
            settled += minutes
        else:
            rejected.append(n)
            penalty_settled += int(weight)
        if is_open or slack > 0 or states[-1][0] > due - settled:
            states = _within(states, need - settled, due - settled, slack, limit)
        if not states:
            return Trial(None, 0, is_cut)
        if made > budget and len(states) > width:
            states = _most_promising(states, relaxed.kept[n] - settled, width)
            is_cut = True
    _, cost, _, chain = min(states, key=lambda state: (state[1], state[0]))
    while chain is not None:
        n, chain = chain
        rejected.append(n)
    return Trial(sorted(rejected), cost + penalty_settled, is_cut)


def _within(states: list[_State], need: float, room: int, slack: float, limit: float) -> list[_State]:
    """The states that keep enough minutes and no more than there is room for, unused minutes paid at their price."""
    if slack > 0:
        return [
            (kept, cost, excess + slack * (room - kept), rejected)
            for kept, cost, excess, rejected in states
            if need <= kept <= room and excess + slack * (room - kept) <= limit
        ]
    if states[0][0] >= need and states[-1][0] <= room:
        return states
    return [state for state in states if need <= state[0] <= room]


def _branch(
    states: list[_State], n: int, minutes: int, weight: int, reduced: float, limit: float
) -> list[_State]:
    """Each state with job n kept and with job n rejected, by minutes kept, the worse of two dropped."""
    over_kept, over_rejected = max(0.0, -reduced), max(0.0, reduced)
    both = [
        (kept, cost + weight, excess + over_rejected, (n, rejected))
        for kept, cost, excess, rejected in states
        if excess + over_rejected <= limit
    ]
    both += [
        (kept + minutes, cost, excess + over_kept, rejected)
        for kept, cost, excess, rejected in states
        if excess + over_kept <= limit
    ]
    both.sort(key=itemgetter(0, 1))
    better: list[_State] = []
    least = inf
    for state in both:
        if state[1] < least:
            better.append(state)
            least = state[1]
    return better


def _most_promising(states: list[_State], relaxed_kept: int, width: int) -> list[_State]:
    """The states that are least above the relaxation and nearest to what it keeps, in the order of minutes kept."""
    best = sorted(states, key=lambda state: (state[2], abs(state[0] - relaxed_kept)))
    return sorted(best[:width], key=itemgetter(0))
