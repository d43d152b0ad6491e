"""Random draws, many at once: what simulations share. numpy is imported inside functions, so that pages which do not
simulate do not carry it.

The same seed gives the same draws with the same version of numpy (its own promise, NEP 19).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from math import ceil, erfc, pi, sin, sqrt
from typing import TYPE_CHECKING, Any, Final

from relais.engine.decide.ranges import Range

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

SEED_LIMIT: Final = 2**63
_CELLS: Final = 1024
_FEW: Final = 4_096
_STRIDES: Final = 8_192
_STEEP: Final = 16
_REACH: Final = 8.5
_STEPS: Final = 256


def generator(seed: int) -> np.random.Generator:
    """PCG-64 (O'Neill 2014), from this seed alone."""
    import numpy as np

    return np.random.Generator(np.random.PCG64(seed))


def pearson_of_rank(rank: float) -> float:
    """The correlation of two normal variables whose ranks correlate so: 2 sin(π ρ_s / 6) (Pearson 1907)."""
    return 2.0 * sin(pi * rank / 6.0)


def quantiles(given: Range, shares: Numbers) -> Numbers:
    """The values that these shares (0 to 1) of a range lie below: draws of it, when the shares are drawn evenly.

    The distribution function is integrated cell by cell (Gauss and Legendre, four points, 1,024 cells of equal width) and
    read backwards in straight lines; for speed, between its ends, by way of a table of equal steps of share. Values
    rise with shares, and are 2 · 10⁻⁵ of the width off at most.
    """
    import numpy as np

    if given.is_point:
        return np.full(shares.shape, given.likely)
    below, at = _table(*given.shapes)
    if len(shares) < _FEW:
        found: Numbers = np.interp(shares, below, at)
    else:
        table = np.interp(np.arange(_STRIDES + 1) / _STRIDES, below, at)
        found = _read(table, np.diff(table), shares * _STRIDES)
        # At the ends quantiles are too steep for equal steps.
        ends = np.flatnonzero((shares < _STEEP / _STRIDES) | (shares > 1.0 - _STEEP / _STRIDES))
        found[ends] = np.interp(shares[ends], below, at)
    found *= given.high - given.low
    found += given.low
    return found


@cache
def gauss(points: int) -> tuple[Numbers, Numbers]:
    """Places between −1 and 1 and weights of Gauss and Legendre's rule."""
    import numpy as np

    return np.polynomial.legendre.leggauss(points)


def product(one: Numbers, other: Numbers) -> float:
    """Sum of products. Not BLAS: its sums differ between machines, and its threads wait for each other on a busy one."""
    return float((one * other).sum())


def _read(table: Numbers, rises: Numbers, place: Numbers) -> Numbers:
    """A table at places between its entries, on straight lines; `place` is used up."""
    import numpy as np

    cell = np.minimum(place.astype(np.intp), len(rises) - 1)
    place -= cell
    place *= rises[cell]
    place += table[cell]
    return place


def _table(a: float, b: float) -> tuple[Numbers, Numbers]:
    """The distribution function of a beta variable (a, b ≥ 1) and where it is taken, rising strictly."""
    import numpy as np

    places, weights = gauss(4)
    x = (np.arange(_CELLS)[:, None] + (places + 1.0) / 2.0) / _CELLS
    density = np.exp((a - 1.0) * np.log(x) + (b - 1.0) * np.log1p(-x))
    below = np.concatenate(([0.0], np.cumsum(density @ weights)))
    below /= below[-1]
    kept = np.concatenate(([True], np.diff(below) > 0.0))
    return below[kept], (np.arange(_CELLS + 1) / _CELLS)[kept]


def normal_shares(normals: Numbers) -> Numbers:
    """The share of the standard normal distribution below each value, to 5 · 10⁻⁷."""
    import numpy as np

    table, rises = _normal_table()
    return _read(table, rises, np.clip((normals + _REACH) * _STEPS, 0.0, float(len(rises))))


@cache
def _normal_table() -> tuple[Numbers, Numbers]:
    import numpy as np

    count = ceil(2 * _REACH * _STEPS) + 1
    values = np.array([0.5 * erfc((_REACH - n / _STEPS) / sqrt(2.0)) for n in range(count)])
    values.flags.writeable = False
    return values, np.diff(values)


def ranks(values: Numbers) -> Numbers:
    """Rank of each value, equal ones sharing the mean of theirs."""
    import numpy as np

    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    found: Numbers = (ends - (counts - 1) / 2.0)[inverse]
    return found


def rank_correlation(one: Numbers, other: Numbers) -> float:
    """Spearman's ρ, ties sharing their ranks; 0 where one of the two is always the same."""
    a, b = ranks(one), ranks(other)
    a -= a.mean()
    b -= b.mean()
    size = sqrt(product(a, a) * product(b, b))
    return product(a, b) / size if size > 0.0 else 0.0


def percentile(ordered: Sequence[float] | Any, share: float) -> float:
    """The least of the ordered values that at least this share lies at or below: a value that was drawn, infinity too."""
    return float(ordered[max(0, ceil(share * len(ordered) - 1e-9) - 1)])
