"""What the search for important work moves on: free parts of the axis, their days, and the wishes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from relais.engine.plan.calendar import Part, Span

Placed = tuple[int, Span, float]
"""Index of the wish, minutes of the axis, their energy."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Important work that is still to be placed. `least`: minutes of a piece; all of them where it is a whole block."""

    id: str
    minutes: int
    density: float
    least: int
    most_important: bool

    @property
    def is_block(self) -> bool:
        """Whether it must be in one piece."""
        return self.least >= self.minutes > 1

    @property
    def is_bound(self) -> bool:
        """Whether its minutes cannot go simply where they are best."""
        return self.most_important or (self.least > 1 and self.minutes > 1)


@dataclass(frozen=True, slots=True)
class Board:
    """Free parts in order, cut where a date, a day or the energy changes.

    `breaks`: axis minutes before which time passes, so that no piece runs across. `midnights`: axis minutes at which
    a further day begins. `by_hand`: the most important task that a day already has.
    """

    parts: Sequence[Part]
    breaks: Sequence[int]
    midnights: Sequence[int]
    wishes: tuple[Wish, ...]
    by_hand: Mapping[int, int]

    def day(self, u: int) -> int:
        """Which day an axis minute is of, from 0."""
        return bisect_right(self.midnights, u)

    def run(self, u: int) -> int:
        """Which stretch without a pause an axis minute is of, from 0."""
        return bisect_right(self.breaks, u)
