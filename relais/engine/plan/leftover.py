"""Dated work on the time that important work leaves: as late as possible, short of the safety margin."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

from relais.engine.plan.calendar import Span
from relais.engine.plan.demand import Job, completions, latest


def gaps(length: int, taken: Iterable[Span]) -> list[Span]:
    """What is left of the axis `[0, length)` beside spans that do not overlap."""
    left: list[Span] = []
    free = 0
    for first, last in sorted(taken):
        if first > free:
            left.append((free, first))
        free = last
    if free < length:
        left.append((free, length))
    return left


class Axis:
    """The compressed axis of what is left: the spans of another axis, one after the other."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self._spans = spans
        self._ends = [last for _, last in spans]
        self._offsets = list(accumulate((last - first for first, last in spans), initial=0))

    def position(self, u: int) -> int:
        """Minutes left before minute u of the other axis."""
        n = bisect_left(self._ends, u)
        if n == len(self._spans):
            return self._offsets[-1]
        return self._offsets[n] + max(0, u - self._spans[n][0])

    def back(self, pieces: Iterable[tuple[int, Span]]) -> Iterator[tuple[int, Span]]:
        """Pieces in the order of time on this axis, as pieces on the other."""
        n = 0
        for owner, (begin, end) in pieces:
            first = begin
            while self._offsets[n + 1] <= first:
                n += 1
            while first < end:
                last = min(end, self._offsets[n + 1])
                shift = self._spans[n][0] - self._offsets[n]
                yield owner, (first + shift, last + shift)
                first = last
                if last < end:
                    n += 1


def place_late(
    ordered: Sequence[Job], length: int, taken: Iterable[Span], safety: int
) -> list[tuple[int, Span]]:
    """Where dated work goes beside what is taken: (index of the job, span), in the order of time.

    As late as possible, but each job ends `safety` axis minutes before its date if it can, or else as soon as it can.
    The work must fit.
    """
    axis = Axis(gaps(length, taken))
    moved = [
        replace(job, due=axis.position(job.due), earliest=axis.position(job.earliest)) for job in ordered
    ]
    ends = completions(moved)
    dues = [max(end, axis.position(max(0, job.due - safety))) for job, end in zip(ordered, ends, strict=True)]
    return list(axis.back(latest(moved, dues)))
