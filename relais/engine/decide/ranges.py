"""A number that is not known exactly: the least, the most likely and the greatest it may be.

PERT-beta (Malcolm, Roseboom, Clark & Fazar 1959; Vose 2008): beta on [low, high] with shapes 1 + 4 (likely − low) / width and
1 + 4 (high − likely) / width. Its variance is (mean − low)(high − mean) / 7, which is not the old ((high − low) / 6)².
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite
from typing import Final

from relais.engine.decide import beta
from relais.engine.faults import Fault

AMOUNT_LIMIT: Final = 1e12
"""The greatest amount of money or hours: sums of a hundred thousand stay exact to the thousandth."""


@dataclass(frozen=True, slots=True)
class Range:
    """From `low` to `high`, most likely `likely`; all three equal when the number is known."""

    low: float
    likely: float
    high: float

    @classmethod
    def point(cls, value: float) -> Range:
        """A number that is known."""
        return cls(value, value, value)

    @property
    def is_point(self) -> bool:
        return self.low == self.high

    @property
    def mean(self) -> float:
        """(low + 4 likely + high) / 6, exact where all three are equal."""
        if self.is_point:
            return self.likely
        return self.low + (4.0 * (self.likely - self.low) + (self.high - self.low)) / 6.0

    @property
    def variance(self) -> float:
        return (self.mean - self.low) * (self.high - self.mean) / 7.0

    @property
    def shapes(self) -> tuple[float, float]:
        """Alpha and beta of the distribution; only where `low` and `high` differ."""
        width = self.high - self.low
        return 1.0 + 4.0 * (self.likely - self.low) / width, 1.0 + 4.0 * (self.high - self.likely) / width

    def quantile(self, share: float) -> float:
        """The value that this share (0 to 1) of what may be lies at or below."""
        if self.is_point:
            return self.likely
        return self.low + (self.high - self.low) * beta.quantile(share, *self.shapes)

    def times(self, factor: float) -> Range:
        """The same range in another unit, `factor` ≥ 0."""
        return Range(self.low * factor, self.likely * factor, self.high * factor)


def faults_of_range(path: str, given: Range, least: float, most: float, code: str) -> Iterator[Fault]:
    """`range_reversed` unless low ≤ likely ≤ high, `code` unless all lie between `least` and `most`."""
    if not all(isfinite(one) and least <= one <= most for one in (given.low, given.likely, given.high)):
        yield Fault(path, code)
    elif not given.low <= given.likely <= given.high:
        yield Fault(path, "range_reversed")
