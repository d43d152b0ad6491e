"""The beta distribution and what follows from it: quantiles of PERT, Student's t, intervals for a share.

The regularised incomplete beta function by its continued fraction (DLMF 8.17.22), evaluated as Lentz did and Thompson
and Barnett (1986) made safe; its inverse by halving, which cannot fail.
"""

from __future__ import annotations

from math import exp, lgamma, log, log1p, sqrt
from typing import Final

_TINY: Final = 1e-300
_STEPS: Final = 500


def regularised(x: float, a: float, b: float) -> float:
    """I_x(a, b): the chance that a beta variable with shapes `a`, `b` > 0 is at most `x`."""
    if x <= 0.0:
        return 0.0
    if x >= 1.0:
        return 1.0
    if x > (a + 1.0) / (a + b + 2.0):  # the fraction converges quickly on the other side
        return 1.0 - regularised(1.0 - x, b, a)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
    return front / (a * _fraction(x, a, b))


def _fraction(x: float, a: float, b: float) -> float:
    """1 + d1/(1 + d2/(1 + …)), the denominator of I_x."""
    value, c, d = 1.0, 1.0, 0.0
    for n in range(1, _STEPS):
        m = n // 2
        if n % 2:
            term = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        else:
            term = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d = 1.0 / (1.0 + term * d or _TINY)
        c = 1.0 + term / c or _TINY
        value *= c * d
        if abs(c * d - 1.0) < 1e-15:
            break
    return value


def quantile(share: float, a: float, b: float) -> float:
    """The x at which I_x(a, b) is `share` (0 to 1), to the last bits of a float."""
    low, high = 0.0, 1.0
    for _ in range(200):
        middle = (low + high) / 2
        if not low < middle < high:
            break
        if regularised(middle, a, b) < share:
            low = middle
        else:
            high = middle
    return high if share > 0.0 else 0.0


def student(share: float, degrees: float) -> float:
    """The t that |T| stays below with this chance, T having Student's distribution with `degrees` of freedom > 0."""
    x = quantile(share, 0.5, degrees / 2)
    return sqrt(degrees * x / (1.0 - x))


def share_between(times: int, of: int, confidence: float = 0.95) -> tuple[float, float]:
    """Where the true share lies, `times` of `of` having been seen.

    The equal-tailed interval of Jeffreys' prior, which also answers for none of none (Brown, Cai & DasGupta 2001):
    its ends are 0 and 1 where nothing, or everything, was seen.
    """
    tail = (1.0 - confidence) / 2
    a, b = times + 0.5, of - times + 0.5
    low = 0.0 if times == 0 else quantile(tail, a, b)
    high = 1.0 if times == of else quantile(1.0 - tail, a, b)
    return low, high
