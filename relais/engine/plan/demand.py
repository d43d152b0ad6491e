"""Dated work on the compressed axis: does it fit, with how much left, and how late can it begin?

Jackson (1955): work that may be interrupted and may begin at once fits if and only if at every date the minutes before it
are no fewer than the demand of the dates up to it. Done as late as possible (EDL; Chetto and Chetto, IEEE Transactions on
Software Engineering 15(10), 1989), it leaves at every moment the most time before it that any plan can leave.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

from relais.engine.plan.calendar import Span


@dataclass(frozen=True, slots=True)
class Job:
    """Dated work on an axis: `minutes` to do in `[earliest, due)`."""

    id: str
    minutes: int
    due: int
    earliest: int
    weight: float


def in_order(jobs: Sequence[Job]) -> list[Job]:
    """By date; of one date by id, so that a plan does not depend on the order in which work was listed."""
    return sorted(jobs, key=lambda job: (job.due, job.id))


def margins(ordered: Sequence[Job]) -> dict[int, int]:
    """S(d) = d − P(d) at each distinct date d: minutes before it less the demand of the dates up to it."""
    left: dict[int, int] = {}
    demand = 0
    for job in ordered:
        demand += job.minutes
        left[job.due] = job.due - demand
    return left


def has_earliest(jobs: Sequence[Job]) -> bool:
    """Whether some work must wait: without any, simpler and quicker ways are open."""
    return any(job.earliest > 0 for job in jobs)


def completions(ordered: Sequence[Job]) -> list[int]:
    """When each job ends if the earliest date always goes first and nothing waits without need (EDF); dates may be missed.

    The least possible for the date, whatever else is planned: work fits if and only if no end is after its date.
    O(n log n).
    """
    ends: list[int] = []
    if not has_earliest(ordered):
        now = 0
        for job in ordered:
            now += job.minutes
            ends.append(now)
        return ends
    ends = [0] * len(ordered)
    for n, (_, last) in _run_jobs([(job.earliest, n, job.minutes) for n, job in enumerate(ordered)]):
        ends[n] = max(ends[n], last)
    return ends


def fits(ordered: Sequence[Job]) -> bool:
    """Whether every date can be met."""
    return all(end <= job.due for job, end in zip(ordered, completions(ordered), strict=True))


def latest(ordered: Sequence[Job], dues: Sequence[int]) -> list[tuple[int, Span]]:
    """Work done as late as possible, each job before its entry of `dues` (non-decreasing): (index of the job, span), in the
    order of time.

    The work must fit those dates. Without earliest starts: s_j = min(D_j, s_{j+1}) − p_j backwards, which is Chetto and
    Chetto's closed form and leaves each job in one span. With them: EDF with time reversed, in which a date is a release
    and an earliest start a deadline. O(n log n).
    """
    if not has_earliest(ordered):
        spans: list[tuple[int, Span]] = []
        start = dues[-1] if dues else 0
        for n in range(len(ordered) - 1, -1, -1):
            end = min(dues[n], start)
            start = end - ordered[n].minutes
            spans.append((n, (start, end)))
        return spans[::-1]
    horizon = max(dues, default=0)
    # Rank in reversed time: the latest earliest start first; of equals the later date.
    by_need = sorted(range(len(ordered)), key=lambda n: (-ordered[n].earliest, -n))
    mirrored = _run_jobs([(horizon - dues[n], rank, ordered[n].minutes) for rank, n in enumerate(by_need)])
    return [(by_need[rank], (horizon - last, horizon - first)) for rank, (first, last) in reversed(mirrored)]


def _run_jobs(jobs: Sequence[tuple[int, int, int]]) -> list[tuple[int, Span]]:
    """Jobs `(release, rank, minutes)` run so that the lowest rank that is released always goes first, never idle
    without need: (rank, span) in the order of time."""
    waiting = sorted(jobs)
    ready: list[tuple[int, int]] = []
    spans: list[tuple[int, Span]] = []
    now, n = 0, 0
    while n < len(waiting) or ready:
        if not ready:
            now = max(now, waiting[n][0])
        while n < len(waiting) and waiting[n][0] <= now:
            heappush(ready, (waiting[n][1], waiting[n][2]))
            n += 1
        rank, left = heappop(ready)
        last = min(now + left, waiting[n][0]) if n < len(waiting) else now + left
        if spans and spans[-1][0] == rank and spans[-1][1][1] == now:
            spans[-1] = (rank, (spans[-1][1][0], last))
        else:
            spans.append((rank, (now, last)))
        if last < now + left:
            heappush(ready, (rank, now + left - last))
        now = last
    return spans
