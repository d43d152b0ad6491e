"""The linear relaxation of giving up dates: parts of jobs may go. Its penalty bounds the least one from below.

Demands are nested, so minutes of jobs form a laminar matroid: removing the cheapest minutes, w/p first, whenever a date is
overloaded is optimal. Complementary slackness then gives the price Λ_j of a minute before each date. Write λ_k for what
the price falls by after date k. Whatever set of jobs is given up, its penalty is the relaxation's plus

      Σ over rejected jobs of max(0, w_j − p_j Λ_j)
    + Σ over kept jobs of max(0, p_j Λ_j − w_j)
    + Σ over dates of λ_k (D_k − minutes kept before D_k)

in which no term is negative: the *excess*. A search may drop whatever exceeds what it still hopes for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import pairwise
from math import inf

from relais.engine.plan.demand import Job


@dataclass(frozen=True, slots=True)
class Relaxed:
    """Jobs by date with the answer of the relaxation: its penalty, the price of a minute before each date, what the price
    falls by after it, the penalty of each job less its minutes at their price, and the minutes kept up to each."""

    minutes: tuple[int, ...]
    dues: tuple[int, ...]
    weights: Sequence[float]
    cost: float
    prices: tuple[float, ...]
    falls: tuple[float, ...]
    reduced: tuple[float, ...]
    kept: tuple[int, ...]


def relax(jobs: Sequence[Job], weights: Sequence[float]) -> Relaxed:
    """Solve the relaxation. Prices never rise from date to date, and are 0 where nothing is short. O(n log n)."""
    cheapest: list[tuple[float, int]] = []
    kept = [job.minutes for job in jobs]
    demand, cost = 0, 0.0
    for n, job in enumerate(jobs):
        demand += job.minutes
        heappush(cheapest, (weights[n] / job.minutes, n))
        while demand > job.due:
            density, k = cheapest[0]
            out = min(kept[k], demand - job.due)
            kept[k] -= out
            demand -= out
            cost += density * out
            if not kept[k]:
                heappop(cheapest)
    # Where all minutes before a date are used, none of them is worth less than the least of those kept.
    least, full, upto, demand = inf, [0.0] * len(jobs), [], 0
    for n, job in enumerate(jobs):
        demand += kept[n]
        upto.append(demand)
        if kept[n]:
            least = min(least, weights[n] / job.minutes)
        if demand == job.due:
            full[n] = least if least < inf else 0.0
    prices = [0.0] * len(jobs)
    price = 0.0
    for n in range(len(jobs) - 1, -1, -1):
        price = max(price, full[n])
        prices[n] = price
    return Relaxed(
        minutes=tuple(job.minutes for job in jobs),
        dues=tuple(job.due for job in jobs),
        weights=weights,
        cost=cost,
        prices=tuple(prices),
        falls=tuple(before - after for before, after in pairwise([*prices, 0.0])),
        reduced=tuple(
            weight - job.minutes * price for weight, job, price in zip(weights, jobs, prices, strict=True)
        ),
        kept=tuple(upto),
    )


def needs(relaxed: Relaxed, limit: float) -> list[float]:
    """Minutes that must be kept up to each job, if those up to the next price are to be used well enough."""
    least: list[float] = []
    need = -inf
    for due, minutes, fall, reduced in zip(
        reversed(relaxed.dues), reversed(relaxed.minutes), reversed(relaxed.falls), reversed(relaxed.reduced), strict=True
    ):  # fmt: skip
        if fall > 0:
            need = max(need, due - limit / fall)
        least.append(need)
        if reduced >= -limit:
            need -= minutes
    least.reverse()
    return least


@dataclass(frozen=True, slots=True)
class Trial:
    """What a search within a limit found, if anything; whether states were dropped for want of room."""

    found: list[int] | None
    cost: int
    is_cut: bool
