"""Dated work that may not begin at once (earliest starts): what fits then, what to give up, what room is left.

Demands are no longer nested, so what is simple in `giving_up` and `room` is not. Minutes that can be matched to work still
form a matroid (Jackson's and Horn's preemptive EDF decides), which keeps greedy right for important minutes; giving up
dates is a search within each busy period (two of them never compete), certified by the same problem without waiting.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache, partial
from itertools import accumulate, groupby
from typing import Final

from relais.engine.plan.calendar import Span
from relais.engine.plan.demand import Job, completions, fits, has_earliest, latest, margins
from relais.engine.plan.giving_up import Choice, in_units, least_penalty
from relais.engine.plan.leftover import Axis, gaps
from relais.engine.plan.room import Room

TRIALS: Final = 3_000
"""Sets of dates that are tried for one busy period, before the best so far is taken with its bound."""
WORK: Final = 400_000
"""Jobs times sets tried for one busy period: with many jobs fewer sets are."""
FEW: Final = 100
"""Jobs of a busy period up to which its first answer is built one by one."""
SMALL: Final = 400_000
"""Earliest starts times dates times stretches up to which room for important work is exact."""


def least_penalty_waiting(ordered: Sequence[Job]) -> Choice:
    """As `giving_up.least_penalty`, with earliest starts. Exact where the search of every busy period ended."""
    unit, weights = in_units([job.weight for job in ordered])
    hopeless = {n for n, job in enumerate(ordered) if job.due - job.earliest < job.minutes}
    rest = [n for n in range(len(ordered)) if n not in hopeless]
    rejected, cost, bound = sorted(hopeless), sum(weights[n] for n in hopeless), 0
    bound = cost
    for period in _periods(ordered, rest):
        found, proved = _least_of_period([ordered[n] for n in period], [weights[n] for n in period])
        rejected += [period[n] for n in found]
        cost += sum(weights[period[n]] for n in found)
        bound += proved
    return Choice(tuple(sorted(rejected)), float(cost * unit), float(bound * unit), is_exact=cost == bound)


def _periods(ordered: Sequence[Job], among: Sequence[int]) -> list[list[int]]:
    """Jobs that may compete, by busy period: those that run without a pause when nothing is given up.

    Giving up only makes a busy period shorter, so what to give up in one does not depend on the others. Of each, jobs after
    its last overloaded date are left out: removing others only helps them.
    """
    ends = completions([ordered[n] for n in among])
    by_start = sorted(range(len(among)), key=lambda k: ordered[among[k]].earliest)
    periods: list[list[int]] = []
    load_until = -1
    for k in by_start:
        job = ordered[among[k]]
        if job.earliest >= load_until:
            periods.append([])
            load_until = job.earliest
        load_until += job.minutes
        periods[-1].append(k)
    relevant = []
    for period in periods:
        late = [ends[k] for k in period if ends[k] > ordered[among[k]].due]
        if late:
            last = max(late)
            relevant.append(sorted(among[k] for k in period if ordered[among[k]].due < last))
    return relevant


def _least_of_period(jobs: Sequence[Job], weights: Sequence[int]) -> tuple[list[int], int]:
    """Jobs of one busy period to reject, and a lower bound of their penalty: depth first, the heaviest decided first.

    Bound of a branch: what was rejected, and what the jobs that are kept force out of the rest if nothing had to wait.
    """
    at_once = [
        replace(job, earliest=0, weight=float(weight)) for job, weight in zip(jobs, weights, strict=True)
    ]
    relaxed = least_penalty(at_once)
    floor = round(relaxed.bound)
    by_worth = sorted(range(len(jobs)), key=lambda n: (-weights[n] / jobs[n].minutes, jobs[n].minutes, n))
    best = _first_of_period(jobs, by_worth, set(relaxed.rejected))
    least = sum(weights[n] for n in best)
    trials, most = 0, min(TRIALS, WORK // len(jobs))
    stack: list[tuple[int, tuple[int, ...], int]] = [(0, (), 0)]
    by_weight = sorted(range(len(jobs)), key=lambda n: (-weights[n], n))
    while stack and least > floor and trials < most:
        depth, chosen, cost = stack.pop()
        if cost >= least:
            continue
        if depth == len(by_weight):
            best, least = set(range(len(jobs))) - set(chosen), cost
            continue
        n = by_weight[depth]
        stack.append((depth + 1, chosen, cost + weights[n]))
        trials += 1
        together = sorted([*chosen, n])
        if fits([jobs[k] for k in together]):
            stack.append((depth + 1, tuple(together), cost))
    if not stack:
        floor = least
    return sorted(best), min(floor, least)


def _first_of_period(jobs: Sequence[Job], by_worth: Sequence[int], relaxed: set[int]) -> set[int]:
    """Jobs to reject, to begin with. Of few: all that does not fit beside what is worth more for its minutes. Of many: what
    would go if nothing had to wait, then the least worth of what delays the first late job, until none is; then what fits again.
    """
    if len(jobs) <= FEW:
        rejected, again = set(range(len(jobs))), list(by_worth)
    else:
        rank = {n: place for place, n in enumerate(by_worth)}
        rejected = set(relaxed)
        while rivals := _rivals_of_first_late(jobs, rejected):
            rejected.add(max(rivals, key=rank.__getitem__))
        again = [n for n in by_worth if n in rejected][:FEW]
    for n in again:
        if fits([jobs[k] for k in range(len(jobs)) if k not in rejected or k == n]):
            rejected.discard(n)
    return rejected


def _rivals_of_first_late(jobs: Sequence[Job], rejected: set[int]) -> list[int]:
    """The first job that is late without those rejected, and what is done before it from its start on; none if none is late."""
    kept = [n for n in range(len(jobs)) if n not in rejected]
    ends = completions([jobs[n] for n in kept])
    late = next((k for k, n in enumerate(kept) if ends[k] > jobs[n].due), None)
    if late is None:
        return []
    start = jobs[kept[late]].earliest
    return [n for k, n in enumerate(kept[: late + 1]) if ends[k] > start]


def minutes_short(kept: Sequence[Job], given_up: Sequence[Job]) -> list[int]:
    """For each date given up, the minutes that are missing to add it alone to the work that is kept, which fits.

    Work fits if between every start s and every date t, what may begin at s at the earliest and is due by t takes no more than
    t − s (the processor demand, Jackson's rule with earliest starts); one more job counts wherever s is not after its own
    start and t not before its date. O(n) for each earliest start that there is, then O(log n) for each job and start.
    """
    starts = sorted({job.earliest for job in kept})
    slack = cache(partial(_Slack, kept))
    short = []
    for job in given_up:
        before = starts[: bisect_right(starts, job.earliest)]
        room = min(slack(start).least_from(job.due) for start in {*before, job.earliest})
        short.append(job.minutes - max(0, room))
    return short


class _Slack:
    """The minutes to spare from one start to each date: t − s, without what may begin at s at the earliest and is due by t."""

    __slots__ = ("_demand", "_dues", "_least", "_start")

    def __init__(self, kept: Sequence[Job], start: int) -> None:
        later = [job for job in kept if job.earliest >= start]
        self._start = start
        self._dues = [job.due for job in later]
        self._demand = list(accumulate((job.minutes for job in later), initial=0))
        margins = [due - start - total for due, total in zip(self._dues, self._demand[1:], strict=True)]
        self._least = list(accumulate(reversed(margins), min))
        self._least.reverse()

    def least_from(self, due: int) -> int:
        """The least of them at `due` and at every later date."""
        n = bisect_right(self._dues, due)
        return min([due - self._start - self._demand[n], *self._least[n : n + 1]])


class WaitingRoom(Room):
    """Room for important minutes beside work with earliest starts, all of which fits.

    Work with earliest starts fits, on time of which some is taken, if and only if no interval from an earliest start to a date
    has less free time than the work that lies wholly within it (Hall's condition on intervals; the processor demand of Baruah,
    Mok and Rosier, RTSS 1990). So each such interval has minutes to spare, and a span takes of those that it meets.
    Linear in the intervals: at most earliest starts times dates.
    """

    def __init__(self, jobs: Sequence[Job]) -> None:
        super().__init__({})
        self.dates = sorted({job.due for job in jobs} | {job.earliest for job in jobs if job.earliest})
        demands = list(_demands(jobs))
        self._within = [(first, last) for first, last, _ in demands]
        self._spare = [last - first - minutes for first, last, minutes in demands]
        self._tightest = list(range(len(demands)))
        self._is_sorted = False

    def copy(self) -> WaitingRoom:
        other = WaitingRoom(())
        other.dates, other._within, other._spare = self.dates, self._within, self._spare.copy()
        other._tightest, other._is_sorted = self._tightest.copy(), self._is_sorted
        return other

    def has(self, span: Span) -> bool:
        # The least spare time first: an interval that could spare all of the span never holds against it, nor do those after.
        begin, end = span
        long = end - begin
        spares = self._spare
        for k in self._by_spare():
            spare = spares[k]
            if spare >= long:
                return True
            first, last = self._within[k]
            # Half of the time of min() and max(), and the search asks a hundred thousand times.
            if (end if end < last else last) - (begin if begin > first else first) > spare:  # noqa: FURB136
                return False
        return True

    def could_hold(self, minutes: int, between: Span) -> bool:
        # Not where an interval around all of it has less to spare.
        begin, end = between
        for k in self._by_spare():
            if self._spare[k] >= minutes:
                return True
            first, last = self._within[k]
            if first <= begin and end <= last:
                return False
        return True

    def _by_spare(self) -> list[int]:
        """The intervals, those with the least to spare first."""
        if not self._is_sorted:
            # It was before the last span was taken: sorting what is nearly sorted is quick.
            self._tightest.sort(key=self._spare.__getitem__)
            self._is_sorted = True
        return self._tightest

    def take(self, first: int, most: int) -> int:
        most = max(0, most)
        for (begin, end), spare in zip(self._within, self._spare, strict=True):
            start = max(first, begin)
            if min(first + most, end) - start > spare:
                most = start + spare - first
        self.take_span((first, first + most))
        return most

    def take_span(self, span: Span) -> None:
        begin, end = span
        spares = self._spare
        for k, (first, last) in enumerate(self._within):
            if first < end and begin < last:
                spares[k] -= (end if end < last else last) - (begin if begin > first else first)  # noqa: FURB136
        self._is_sorted = False


def _demands(jobs: Sequence[Job]) -> Iterator[tuple[int, int, int]]:
    """Every interval from an earliest start to a date between which some work lies wholly, with the minutes of that work."""
    dues = sorted({job.due for job in jobs})
    place = {due: k for k, due in enumerate(dues)}
    minutes = [0] * len(dues)
    for earliest, together in groupby(
        sorted(jobs, key=lambda job: -job.earliest), key=lambda job: job.earliest
    ):
        for job in together:
            minutes[place[job.due]] += job.minutes
        demand = 0
        for due, some in zip(dues, minutes, strict=True):
            demand += some
            if some:
                yield earliest, due, demand


def rooms(jobs: Sequence[Job], length: int, parts: int, safety: int) -> tuple[Room, Room | None, list[Span]]:
    """The room that binds, the one that keeps the safety margin as well, and minutes that are taken from the start.

    Where that would take too long, work with an earliest start is first put where it goes at the latest.
    """
    if not has_earliest(jobs):
        return Room(margins(jobs)), _room_with_safety(jobs, safety), []
    if len({job.earliest for job in jobs}) * len({job.due for job in jobs}) * parts <= SMALL:
        return WaitingRoom(jobs), None, []
    pinned = [span for n, span in latest(jobs, [job.due for job in jobs]) if jobs[n].earliest]
    free = Axis(gaps(length, pinned))
    left: dict[int, int] = {}
    demand = 0
    for job in jobs:
        if not job.earliest:
            demand += job.minutes
            left[job.due] = free.position(job.due) - demand
    return Room(left), None, pinned


def _room_with_safety(jobs: Sequence[Job], safety: int) -> Room | None:
    if not safety or not jobs:
        return None
    sooner: dict[int, int] = {}
    demand = 0
    for job in jobs:
        demand += job.minutes
        due = max(job.due - safety, demand)
        sooner[due] = due - demand
    return Room(sooner)
