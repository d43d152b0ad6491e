"""Dated work on the time that important work leaves: as late as possible, short of the safety margin."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, pairwise
from typing import Final

from relais.engine.plan.calendar import Span
from relais.engine.plan.demand import Job, completions, latest

SHORT: Final = 15
"""Minutes below which a piece of dated work is a crumb: nobody begins anything for it."""
MENDED: Final = 100
"""How many jobs are made whole again, the first in time: the far future will be planned again."""


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
    ordered: Sequence[Job], length: int, taken: Sequence[Span], safety: int, pauses: Sequence[int] = ()
) -> list[tuple[int, Span]]:
    """Where dated work goes beside what is taken: (index of the job, span), in the order of time.

    As late as possible, but each job ends `safety` axis minutes before its date if it can, or else as soon as it can; what
    would be cut into crumbs (`SHORT`) goes into the latest free time before that holds it whole, where there is any.
    `pauses` are the minutes of the axis at which working time stops for a while. The work must fit.
    """
    axis = Axis(gaps(length, taken))
    moved = [
        Job(job.id, job.minutes, axis.position(job.due), axis.position(job.earliest), job.weight)
        for job in ordered
    ]
    ends = completions(moved)
    dues = [max(end, axis.position(max(0, job.due - safety))) for job, end in zip(ordered, ends, strict=True)]
    late = list(axis.back(latest(moved, dues)))
    return _without_crumbs(late, ordered, length, taken, pauses)


def _without_crumbs(
    late: list[tuple[int, Span]],
    ordered: Sequence[Job],
    length: int,
    taken: Sequence[Span],
    pauses: Sequence[int],
) -> list[tuple[int, Span]]:
    """The same work with the first jobs that were cut into crumbs made whole. None moves later, so every date still holds."""
    pieces: dict[int, list[Span]] = {}
    for n, span in late:
        pieces.setdefault(n, []).extend(_cut_at(span, pauses))
    cut = [n for n, spans in pieces.items() if len(spans) > 1 and min(b - a for a, b in spans) < SHORT]
    if not cut:
        return late
    free = [
        part for span in gaps(length, [*taken, *(span for _, span in late)]) for part in _cut_at(span, pauses)
    ]
    for n in cut[:MENDED]:
        own = sorted(pieces[n])
        there = _joined(sorted([*free, *own]), pauses)
        minutes, end = ordered[n].minutes, own[-1][1]
        for first, until in reversed(there[: bisect_left(there, (end, end))]):
            last = min(until, end)
            if last - max(first, ordered[n].earliest) >= minutes:
                pieces[n] = [(last - minutes, last)]
                free = _joined(sorted(_beside(there, (last - minutes, last))), pauses)
                break
    return sorted(((n, span) for n, spans in pieces.items() for span in spans), key=lambda one: one[1])


def _cut_at(span: Span, pauses: Sequence[int]) -> list[Span]:
    """A span cut where working time stops for a while."""
    first, last = span
    inside = pauses[bisect_right(pauses, first) : bisect_left(pauses, last)]
    edges = [first, *inside, last]
    return list(pairwise(edges))


def _joined(spans: Sequence[Span], pauses: Sequence[int]) -> list[Span]:
    """Spans in order, those that touch made one, but not across a pause."""
    stops, joined = set(pauses), list[Span]()
    for first, last in spans:
        if joined and joined[-1][1] == first and first not in stops:
            joined[-1] = (joined[-1][0], last)
        else:
            joined.append((first, last))
    return joined


def _beside(spans: Iterable[Span], hole: Span) -> Iterator[Span]:
    """Spans without what `hole` takes of them."""
    for first, last in spans:
        if last <= hole[0] or first >= hole[1]:
            yield first, last
            continue
        if first < hole[0]:
            yield first, hole[0]
        if last > hole[1]:
            yield hole[1], last
