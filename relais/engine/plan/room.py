"""How much important work fits, and where: X(d) ≤ S(d) at every date d, a laminar matroid of minutes.

The margins are turned into places: the margin that grows from one date to the next. A minute before date k may use a place of
any earlier interval or its own, so it takes the latest that is free, as jobs with deadlines do; a set of minutes fits
if and only if each finds a place, in whatever order they come (Tarjan's disjoint sets; Gabow and Tarjan, Journal of
Computer and System Sciences 30(2), 1985). Nearly constant time a step.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import groupby
from operator import itemgetter

from relais.engine.plan.calendar import Part, Span


class Room:
    """The minutes that important work may still take; taking reduces it.

    `margins`: at each date of the axis the minutes that dated work leaves before it, none below zero.
    """

    def __init__(self, margins: Mapping[int, int]) -> None:
        self.dates = sorted(margins)
        least = [
            margins[date] for date in self.dates
        ]  # then: the least margin from here on, which never falls
        for k in range(len(least) - 2, -1, -1):
            least[k] = min(least[k], least[k + 1])
        self._places = [now - before for now, before in zip(least, [0, *least], strict=False)]
        self._before = list(
            range(-1, len(least) - 1)
        )  # where to look next when an interval has no place left

    def copy(self) -> Room:
        """The same room, to be taken from apart."""
        other = Room({})
        other.dates = self.dates
        other._places, other._before = self._places.copy(), self._before.copy()
        return other

    def take(self, first: int, most: int) -> int:
        """Take up to `most` minutes from axis minute `first` on, none beyond the next date; how many there were."""
        k = bisect_right(self.dates, first)
        if k == len(self.dates):
            return most  # after the last date nothing is reserved
        taken = 0
        while taken < most and (k := self._latest(k)) >= 0:
            step = min(most - taken, self._places[k])
            self._places[k] -= step
            taken += step
        return taken

    def has(self, span: Span) -> bool:
        """Whether all of a span could be taken. Linear in the dates that it spans and the places that it would use."""
        first, last = span
        used: dict[int, int] = {}
        while first < last:
            k = bisect_right(self.dates, first)
            if k == len(self.dates):
                return True
            reach = min(last, self.dates[k])
            needed = reach - first
            while needed:
                k = self._latest(k)
                if k < 0:
                    return False
                step = min(needed, self._places[k] - used.get(k, 0))
                used[k] = used.get(k, 0) + step
                needed -= step
                k -= 1
            first = reach
        return True

    def could_hold(self, minutes: int, between: Span) -> bool:
        """Whether so many minutes could perhaps be taken between two axis minutes: where not, no span there needs trying."""
        last = between[1]
        k = bisect_right(self.dates, last - 1)
        if k == len(self.dates):
            return True
        while minutes > 0 and (k := self._latest(k)) >= 0:
            minutes -= self._places[k]
            k -= 1
        return minutes <= 0

    def take_span(self, span: Span) -> None:
        """Take all of a span that `has` allows."""
        first, last = span
        while first < last:
            k = bisect_right(self.dates, first)
            reach = min(last, self.dates[k]) if k < len(self.dates) else last
            self.take(first, reach - first)
            first = reach

    def _latest(self, k: int) -> int:
        """The latest interval up to k that has a place; -1 without any."""
        before, places = self._before, self._places
        root = k
        while root >= 0 and not places[root]:
            root = before[root]
        while k > root:
            before[k], k = root, before[k]
        return root


def take_best(parts: Sequence[Part], wanted: int, hard: Room, soft: Room | None) -> list[tuple[Span, float]]:
    """The best minutes: spans with their energy, by energy and then time; `wanted` minutes in all if there is room.

    `parts` of the axis are cut at every date of both rooms. `hard` binds; among parts of equal energy those go
    first that `soft` has room for, too. Greedy, and therefore optimal: the minutes that leave
    room for dated work are the independent sets of a matroid (Edmonds, Mathematical Programming 1, 1971).
    """
    chosen: list[tuple[Span, float]] = []
    for energy, level in groupby(sorted(parts, key=lambda part: (-part[2], part[0])), key=itemgetter(2)):
        left = [(first, last) for first, last, _ in level]
        taken: list[Span] = []
        for room in (soft, hard) if soft is not None else (hard,):
            rest: list[Span] = []
            for first, last in left:
                some = room.take(first, min(wanted, last - first))
                if room is soft:
                    some = hard.take(first, some)
                elif soft is not None:
                    soft.take(first, some)
                if some:
                    taken.append((first, first + some))
                    wanted -= some
                if first + some < last:
                    rest.append((first + some, last))
            left = rest
        chosen += [(span, energy) for span in sorted(taken)]
        if not wanted:
            break
    return chosen
