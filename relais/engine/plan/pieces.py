"""Blocks and least pieces put one after the other where their time is best."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from math import inf
from typing import Final

from relais.engine.plan.board import Board, Placed
from relais.engine.plan.calendar import Part, Span
from relais.engine.plan.room import Room

LARGE: Final = 1_000
"""Parts from which a search that found nothing is not repeated for another wish with pieces as long."""


class Ground:
    """Free spans of the axis that are being filled. `owners`: the most important task of each day."""

    def __init__(
        self, board: Board, days: Sequence[int], owners: Sequence[int], hard: Room, soft: Room | None
    ) -> None:
        self._board, self._days, self._owners, self._hard, self._soft = board, days, owners, hard, soft
        self._parts = board.parts
        self._starts = [part[0] for part in board.parts]
        self._spans: list[list[Span]] = [[(first, last)] for first, last, _ in board.parts]
        self._by_energy = sorted(
            range(len(board.parts)), key=lambda k: (-board.parts[k][2], board.parts[k][0])
        )
        self._hopeless: float = inf
        self._pauses = frozenset(board.breaks)
        self._sums = [0.0]
        for first, last, energy in board.parts:
            self._sums.append(self._sums[-1] + energy * (last - first))

    def free(self) -> list[Part]:
        """What is left, in order."""
        return [
            (first, last, part[2])
            for part, spans in zip(self._parts, self._spans, strict=True)
            for first, last in spans
        ]

    def keep(self, n: int, span: Span) -> list[Placed]:
        """Put a piece of a wish where it was, if it is still free, allowed, and there is room; or else nothing."""
        first, last = span
        k = bisect_right(self._starts, first) - 1
        while first < last and self._is_allowed(n, k):
            inside = next((end for begin, end in self._spans[k] if begin <= first < end), first)
            if inside == first:
                return []
            first, k = min(last, inside), k + 1
        placed: list[Placed] = []
        if first >= last and self._hard.has(span):
            self._take(n, span, placed)
        return placed

    def insert(self, n: int, left: int, kept: Sequence[Span] = ()) -> list[Placed]:
        """Put what is left of a wish in: a block, or pieces until all is placed or no piece fits; they, and those that were
        kept, then grow by what is beside them."""
        wish = self._board.wishes[n]
        placed, pieces = list[Placed](), list(kept)
        while left >= wish.least and (span := self._next(n, left, wish.least)) is not None:
            self._take(n, span, placed)
            left -= span[1] - span[0]
            energy = min(self._energy_at(span[0]), self._energy_at(span[1] - 1))
            beside = self._free_after(n, span[1], energy) + self._free_before(n, span[0], energy)
            # All of the rest, or so much of it that what is left is still a piece.
            most = left if beside >= left else max(0, left - wish.least)
            grown = self._grow(n, span, most, energy, placed)
            left -= grown[1] - grown[0] - span[1] + span[0]
            pieces.append(grown)
        pieces.sort(key=lambda piece: -self._energy(*piece) / (piece[1] - piece[0]))
        for piece in pieces if left else ():
            grown = self._grow(n, piece, left, 0.0, placed)
            left -= grown[1] - grown[0] - piece[1] + piece[0]
        return placed

    def _take(self, n: int, span: Span, placed: list[Placed]) -> None:
        self._hard.take_span(span)
        if self._soft is not None:
            self._soft.take_span(span)
        placed += self._occupy(n, span)

    def _grow(self, n: int, piece: Span, left: int, least_energy: float, placed: list[Placed]) -> Span:
        """The piece with what can be added to its ends, minute by minute, of this energy or better."""
        first, last = piece
        while left and (more := self._free_after(n, last, least_energy)):
            some = self._most(last, min(left, more), ends_here=False)
            if some:
                self._take(n, (last, last + some), placed)
                last, left = last + some, left - some
            if some < more:
                break
        while left and (more := self._free_before(n, first, least_energy)):
            some = self._most(first, min(left, more), ends_here=True)
            if some:
                self._take(n, (first - some, first), placed)
                first, left = first - some, left - some
            if some < more:
                break
        return first, last

    def _most(self, at: int, most: int, *, ends_here: bool) -> int:
        """How many minutes there is room for beside a minute."""
        least, beyond = 0, most + 1
        while beyond - least > 1:
            middle = most if beyond > most and not least else (least + beyond) // 2
            if self._hard.has((at - middle, at) if ends_here else (at, at + middle)):
                least = middle
                if middle == most:
                    break
            else:
                beyond = middle
        return least

    def _free_after(self, n: int, u: int, least_energy: float) -> int:
        """Free minutes of one part that follow without a pause."""
        k = bisect_right(self._starts, u) - 1
        if u in self._pauses or not self._suits(n, k, least_energy):
            return 0
        return next((last - u for first, last in self._spans[k] if first == u), 0)

    def _free_before(self, n: int, u: int, least_energy: float) -> int:
        """Free minutes of one part that come just before without a pause."""
        k = bisect_right(self._starts, u - 1) - 1
        if u in self._pauses or k < 0 or not self._suits(n, k, least_energy):
            return 0
        return next((u - first for first, last in self._spans[k] if last == u), 0)

    def _suits(self, n: int, k: int, least_energy: float) -> bool:
        return self._parts[k][2] >= least_energy and self._is_allowed(n, k)

    def _energy_at(self, u: int) -> float:
        return self._parts[bisect_right(self._starts, u) - 1][2]

    def _next(self, n: int, left: int, least: int) -> Span | None:
        """The span for the next piece; on large boards not looked for where a search for pieces as long found nothing."""
        is_free = not self._board.wishes[n].most_important
        if is_free and least >= self._hopeless:
            return None
        found = self._best(n, left, least)
        if found is None and is_free and len(self._parts) > LARGE:
            self._hopeless = least  # free time only shrinks
        return found

    def _best(self, n: int, left: int, least: int) -> Span | None:
        """The span of highest mean energy for the next piece; of equals one that keeps the safety margin, then the
        earliest. No span through a part is better than the part, so the search ends as soon as that is reached."""
        best: tuple[float, bool, int] | None = None
        found: Span | None = None
        self._by_energy = [k for k in self._by_energy if self._spans[k]]
        for k in self._by_energy:
            energy = self._parts[k][2]
            if best is not None and (-best[0] > energy or (-best[0] >= energy and not best[1])):
                break
            if not self._is_allowed(n, k):
                continue
            for span in self._spans[k]:
                if not self._hard.could_hold(min(left, least), (max(0, span[0] - left), span[1] + left)):
                    continue
                for first, last in self._candidates(n, k, span, left, least):
                    mean = self._energy_near(k, first, last) / (last - first)
                    if best is not None and (-mean, False, first) >= best:
                        continue  # not even if it keeps the margin
                    if not self._hard.has((first, last)):
                        continue
                    is_risky = self._soft is not None and not self._soft.has((first, last))
                    rank = (-mean, is_risky, first)
                    if best is None or rank < best:
                        best, found = rank, (first, last)
        return found

    def _candidates(self, n: int, k: int, span: Span, left: int, least: int) -> Iterator[Span]:
        """Spans for a piece through one free span: those that begin or end where the energy or the room changes."""
        low, high, edges = self._around(n, k, span, left)
        for minutes in self._lengths(span, left, least, high - low):
            from_, to = max(low, span[0] - minutes + 1), min(high - minutes, span[1] - 1)
            starts = {from_, to, span[0], span[1] - minutes}
            for edge in edges:
                starts.update((edge, edge - minutes))
            for start in sorted(starts):
                if from_ <= start <= to:
                    yield start, start + minutes

    def _lengths(self, span: Span, left: int, least: int, reach: int) -> list[int]:
        """Lengths worth trying: all that is left, as much as this span holds, the least; none that leaves a rest which
        is too short to be a piece, unless nothing else is possible."""
        lengths = []
        for minutes in (left, min(left, span[1] - span[0]), left - least, least):
            rest = left - minutes
            if least <= minutes <= reach and (rest == 0 or rest >= least) and minutes not in lengths:
                lengths.append(minutes)
        if not lengths and least <= reach:
            lengths.append(min(left, reach))
        return lengths

    def _around(self, n: int, k: int, span: Span, reach: int) -> tuple[int, int, list[int]]:
        """How far free time goes on without a pause on both sides of a span, and where its parts begin."""
        low, high = span
        edges = [low, high]
        left = k
        while (
            low > span[0] - reach
            and low == self._parts[left][0]
            and left
            and low not in self._pauses
            and self._is_allowed(n, left - 1)
            and self._spans[left - 1]
            and self._spans[left - 1][-1][1] == low
        ):
            left -= 1
            low = self._spans[left][-1][0]
            edges.append(low)
        right = k
        while (
            high < span[1] + reach
            and high == self._parts[right][1]
            and right + 1 < len(self._parts)
            and high not in self._pauses
            and self._is_allowed(n, right + 1)
            and self._spans[right + 1]
            and self._spans[right + 1][0][0] == high
        ):
            right += 1
            high = self._spans[right][0][1]
            edges.append(high)
        return low, high, edges

    def _is_allowed(self, n: int, k: int) -> bool:
        return not self._board.wishes[n].most_important or self._owners[self._days[k]] == n

    def _energy(self, first: int, last: int) -> float:
        """Energy of a span of the axis, summed over its minutes."""
        return self._energy_before(last) - self._energy_before(first)

    def _energy_near(self, k: int, first: int, last: int) -> float:
        """The same of a span that most often lies within part k: no part is looked up then."""
        begin, end, energy = self._parts[k]
        if first < begin or last > end:
            return self._energy(first, last)
        before = self._sums[k]
        return before + energy * (last - begin) - (before + energy * (first - begin))

    def _energy_before(self, u: int) -> float:
        k = bisect_right(self._starts, u) - 1
        return self._sums[k] + self._parts[k][2] * (min(u, self._parts[k][1]) - self._parts[k][0])

    def _occupy(self, n: int, span: Span) -> Iterator[Placed]:
        first, last = span
        k = bisect_right(self._starts, first) - 1
        while first < last:
            reach = min(last, self._parts[k][1])
            rest: list[Span] = []
            for begin, end in self._spans[k]:
                if begin < first:
                    rest.append((begin, min(end, first)))
                if end > reach:
                    rest.append((max(begin, reach), end))
            self._spans[k] = rest
            yield n, (first, reach), self._parts[k][2]
            first, k = reach, k + 1
