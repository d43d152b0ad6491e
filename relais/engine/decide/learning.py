"""How long a task takes the nth time: the curve that a person sets, and the total of the first n times.

Wright 1936; Newell & Rosenbloom 1981: t_n = f + (t_1 − f) n^(−b), b = −log2(rate). `fitting` finds the curve in times
really taken.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, fsum, log, log2
from typing import Final

RATES: Final = {"quick": 0.7, "usual": 0.8, "slow": 0.9}
"""Learning rates by the word that a person chooses: what remains, of the part that can be learnt, at each doubling."""
_SUMMED: Final = 64


@dataclass(frozen=True, slots=True)
class Curve:
    """`first`: the time of the first run; `floor`: what it never gets below (0 ≤ floor ≤ first), in one unit.

    `rate`, above 0 and at most 1: 0.8 takes a fifth off the part above the floor whenever the runs have doubled.
    """

    first: float
    floor: float
    rate: float

    @property
    def exponent(self) -> float:
        """b = −log2(rate), 0 where nothing is learnt."""
        return float(-log2(self.rate)) if self.rate < 1.0 else 0.0

    def time(self, n: int) -> float:
        """Of run n, the first being 1."""
        return self.floor + (self.first - self.floor) * float(n**-self.exponent)

    def total(self, n: int) -> float:
        """Of the first n runs, to twelve digits at any n, in constant time."""
        return self.floor * n + (self.first - self.floor) * powers(n, self.exponent)


@dataclass(frozen=True, slots=True)
class Exponential:
    """Learning by a constant share a run: t_n = floor + (first − floor) e^(−speed (n − 1)), `speed` ≥ 0.

    Heathcote, Brown & Mewhort 2000: single learners often follow it; averages over people look like a power.
    """

    first: float
    floor: float
    speed: float

    def time(self, n: int) -> float:
        """Of run n, the first being 1."""
        return self.floor + (self.first - self.floor) * exp(-self.speed * (n - 1))


def powers(n: int, exponent: float) -> float:
    """Σ k^(−exponent) over k = 1…n, 0 ≤ exponent: summed up to 64, beyond by Euler and Maclaurin's formula.

    At 64 the first term left out is below 1e-13 of the sum.
    """
    if n <= _SUMMED:
        return fsum(k**-exponent for k in range(1, n + 1))
    head = fsum(k**-exponent for k in range(1, _SUMMED + 1))
    return head + _tail(float(n), exponent) - _tail(float(_SUMMED), exponent)


def _tail(x: float, exponent: float) -> float:
    """Integral, half of the last term, and the two next corrections, of k^(−exponent) at x."""
    integral = log(x) if exponent == 1.0 else (x ** (1.0 - exponent) - 1.0) / (1.0 - exponent)
    last = float(x**-exponent)
    slope = exponent * last / x
    third = slope * (exponent + 1.0) * (exponent + 2.0) / (x * x)
    return integral + last / 2 - slope / 12 + third / 720
