"""Lawler and Moore's table, as far as the relaxation leaves it open: for searches too large for a list of states.

Only the jobs whose reduced penalty is within the limit are decided, and only for the minutes kept that can still be within it.
"""

from __future__ import annotations

from math import ceil
from typing import Any, Final

from relais.engine.plan.relaxation import Relaxed, Trial, needs

CELLS: Final = 1_500_000_000
"""The largest table, in decisions of one bit: 10,000 jobs over a year of working minutes fit, in 190 MB and some seconds."""
COST_LIMIT: Final = 2**60
"""The first sum of penalties, in units, that the table cannot hold."""


def tabulate(relaxed: Relaxed, limit: float) -> Trial:
    """The least penalty that is at most `limit` above the relaxation. Cut (and nothing found) if the table would be too
    large. O(open jobs × minutes that are open), by numpy, which is imported only here."""
    if sum(relaxed.weights) >= COST_LIMIT:
        return Trial(None, 0, is_cut=True)
    import numpy as np

    table = _Table(relaxed, np)
    least = needs(relaxed, limit)
    prices, last = relaxed.prices, len(relaxed.prices) - 1
    constant, cells = 0.0, 0
    for n, price in enumerate(prices):
        minutes, weight = relaxed.minutes[n], int(relaxed.weights[n])
        reduced = weight - minutes * price
        constant -= min(weight, minutes * price)
        if reduced > limit:
            table.keep(minutes)
        elif -reduced > limit:
            table.reject(n, weight)
        else:
            cells += len(table.costs)
            if cells > CELLS:
                return Trial(None, 0, is_cut=True)
            table.decide(n, minutes, weight)
        following = prices[n + 1] if n < last else 0.0
        constant += (price - following) * relaxed.dues[n]
        table.trim(least[n], relaxed.dues[n])
        if price > following and len(table.costs):
            table.drop(following, limit - constant)
        if not len(table.costs):
            return Trial(None, 0, is_cut=False)
    return table.best()


class _Table:
    """The least penalty for each number of minutes kept, from `low` on, and every decision that led there."""

    def __init__(self, relaxed: Relaxed, np: Any) -> None:
        self._np, self._relaxed = np, relaxed
        self.costs = np.zeros(1, dtype=np.int64)
        self.low, self._penalty = 0, 0  # what was rejected at once counts apart
        self._rejected: list[int] = []
        self._decisions: list[tuple[int, int, Any]] = []  # job, low, a bit for each minute: kept

    def keep(self, minutes: int) -> None:
        self.low += minutes

    def reject(self, n: int, weight: int) -> None:
        self._rejected.append(n)
        self._penalty += weight

    def decide(self, n: int, minutes: int, weight: int) -> None:
        np, size = self._np, len(self.costs)
        better = np.full(size + minutes, COST_LIMIT, dtype=np.int64)
        better[:size] = self.costs + weight
        tail = better[minutes:]
        is_kept = np.zeros(size + minutes, dtype=bool)
        np.less(self.costs, tail, out=is_kept[minutes:])
        np.minimum(self.costs, tail, out=tail)
        self._decisions.append((n, self.low, np.packbits(is_kept)))
        self.costs = better

    def trim(self, least: float, most: int) -> None:
        """Drop what keeps fewer or more minutes."""
        skip = max(0, ceil(least) - self.low) if least > self.low else 0
        self.costs = self.costs[skip : max(skip, most - self.low + 1)]
        self.low += skip

    def drop(self, price: float, limit: float) -> None:
        """Drop both ends as far as penalty and minutes kept at their price are above the limit."""
        np = self._np
        within = np.flatnonzero(
            self.costs + self._penalty + price * (self.low + np.arange(len(self.costs))) <= limit
        )
        if not len(within):
            self.costs = self.costs[:0]
            return
        self.costs = self.costs[within[0] : within[-1] + 1]
        self.low += int(within[0])

    def best(self) -> Trial:
        """The least penalty with the fewest minutes, and what was rejected for it, read back."""
        at = int(self._np.argmin(self.costs))
        cost, kept = int(self.costs[at]) + self._penalty, self.low + at
        if self.costs[at] >= COST_LIMIT:
            return Trial(None, 0, is_cut=False)
        decisions, rejected = self._decisions.copy(), self._rejected.copy()
        at_once = set(rejected)
        for n in range(len(self._relaxed.minutes) - 1, -1, -1):
            if decisions and decisions[-1][0] == n:
                _, low, bits = decisions.pop()
                if not bits[(kept - low) >> 3] >> (7 - (kept - low & 7)) & 1:
                    rejected.append(n)
                    continue
            elif n in at_once:
                continue
            kept -= self._relaxed.minutes[n]
        return Trial(sorted(rejected), cost, is_cut=False)
