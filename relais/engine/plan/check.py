"""An independent checker of plans, ours included.

It shares no code with the planner but the dataclasses: it has its own calendar (a sorted list of free real minutes as
intervals), its own demand sums, and its own earliest-date-first run. Findings are data, collected and not raised; an
empty tuple says that the plan keeps every promise that can be checked without solving the problem again.

Findings, each with its code and the id (or the date) that it is about:

    piece_empty             a piece that does not end after it starts
    piece_unknown           a piece of no task
    piece_outside           a piece that is not wholly in working time: before now, outside windows, over a fixed slot
    pieces_overlap          two pieces at once
    piece_after_date        dated work after its date
    piece_too_early         dated work before its earliest start
    dated_incomplete        a date that is not given up, whose work is not planned to the minute
    given_up_planned        a date given up, with work planned for it
    given_up_unknown        a date given up that is not of this problem, or is twice
    given_up_fits           a date given up that could be put back
    short_minutes_wrong     another number of minutes is missing to put it back
    important_too_long      more minutes of important work than it has
    important_broken        a whole block in several pieces, or not all of it
    piece_too_short         a piece below the least useful one
    two_most_important      two most important tasks on one day
    penalty_wrong           the penalty is not the sum of what is given up
    bound_wrong             the lower bound is above the penalty, or differs though the proof says exact
    value_wrong             the value is not that of the pieces
    margin_wrong            a margin that is not the minutes before the date less the demand
    latest_start_wrong      a latest start that is not that of dated work done as late as possible
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from heapq import heappop, heappush
from math import isclose

from relais.engine.plan.outcome import Piece, Plan
from relais.engine.plan.problem import Dated, Fixed, Problem

_Interval = tuple[int, int]
_Job = tuple[int, int, int]
"""Release, due and minutes on the axis of working minutes."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """A promise that a plan breaks: which (the code), and of what (an id, or a date as ISO 8601)."""

    code: str
    about: str


def check(problem: Problem, plan: Plan) -> tuple[Wrong, ...]:
    """Everything wrong with a plan for a problem. O(n log n), with earliest starts times the number of dates given up."""
    return tuple(_Checker(problem, plan).everything())


class _Checker:
    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.problem, self.plan = problem, plan
        self.free = _free_time(problem)
        self.starts = [start for start, _, _ in self.free]
        self.before = [0]
        for start, end, _ in self.free:
            self.before.append(self.before[-1] + end - start)
        self.dated = {task.id: task for task in problem.dated}
        self.important = {task.id: task for task in problem.important}
        self.by_task: defaultdict[str, list[_Interval]] = defaultdict(list)
        for piece in plan.pieces:
            self.by_task[piece.id].append(_minutes(piece))
        self.by_hand = {task: self.placed_by_hand(task) for task in (*self.dated, *self.important)}

    def everything(self) -> Iterator[Wrong]:
        yield from self.pieces()
        yield from self.dates()
        yield from self.dates_given_up()
        yield from self.important_work()
        yield from self.days()
        yield from self.sums()
        yield from self.margins()
        yield from self.latest_starts()

    def pieces(self) -> Iterator[Wrong]:
        end_before = None
        for piece in sorted(self.plan.pieces, key=_minutes):
            start, end = _minutes(piece)
            if end <= start:
                yield Wrong("piece_empty", piece.id)
            if piece.id not in self.dated and piece.id not in self.important:
                yield Wrong("piece_unknown", piece.id)
            if self.working(end) - self.working(start) != end - start:
                yield Wrong("piece_outside", piece.id)
            if end_before is not None and start < end_before:
                yield Wrong("pieces_overlap", piece.id)
            end_before = end if end_before is None else max(end_before, end)

    def dates(self) -> Iterator[Wrong]:
        gone = {one.id for one in self.plan.given_up}
        for task in self.problem.dated:
            spans = self.by_task[task.id]
            if task.id in gone:
                if spans:
                    yield Wrong("given_up_planned", task.id)
                continue
            if sum(end - start for start, end in spans) != self.left(task):
                yield Wrong("dated_incomplete", task.id)
            if any(end > _down(task.due) for _, end in spans):
                yield Wrong("piece_after_date", task.id)
            if task.earliest is not None and any(start < _up(task.earliest) for start, _ in spans):
                yield Wrong("piece_too_early", task.id)

    def dates_given_up(self) -> Iterator[Wrong]:
        gone = Counter(one.id for one in self.plan.given_up)
        for name, times in gone.items():
            if name not in self.dated or times > 1:
                yield Wrong("given_up_unknown", name)
        kept = [self.job(task) for task in self.problem.dated if task.id not in gone and self.left(task)]
        simple = all(release == 0 for release, _, _ in kept)
        margins = _least_margins(kept) if simple else None
        for one in self.plan.given_up:
            if one.id not in self.dated:
                continue
            release, due, minutes = self.job(self.dated[one.id])
            if margins is not None and release == 0:
                fitting = max(0, min(minutes, margins.at(due)))
            else:
                fitting = minutes if _run(kept, (release, due, minutes)) else 0
                if not fitting and one.short_minutes < minutes:
                    # What is said to be short is right if all but so many minutes fit, and not one more.
                    most = minutes - one.short_minutes
                    fits_most = _run(kept, (release, due, most))
                    fitting = most if fits_most and not _run(kept, (release, due, most + 1)) else -1
            if fitting == minutes:
                yield Wrong("given_up_fits", one.id)
            elif minutes - fitting != one.short_minutes:
                yield Wrong("short_minutes_wrong", one.id)

    def important_work(self) -> Iterator[Wrong]:
        for task in self.problem.important:
            spans = sorted(self.by_task[task.id])
            if not spans:
                continue
            joined = _joined(spans)
            left = task.minutes - self.by_hand[task.id]
            total = sum(end - start for start, end in spans)
            if total > left:
                yield Wrong("important_too_long", task.id)
            if task.whole and (len(joined) > 1 or total != left):
                yield Wrong("important_broken", task.id)
            if any(end - start < min(task.least_piece, left) for start, end in joined):
                yield Wrong("piece_too_short", task.id)

    def days(self) -> Iterator[Wrong]:
        by_day: defaultdict[date, set[str]] = defaultdict(set)
        for task in self.problem.important:
            if not task.most_important:
                continue
            spans = [
                _minutes(slot) for slot in self.problem.fixed
                if slot.task == task.id and _up(slot.end) > _up(self.problem.now)
            ]  # fmt: skip
            for start, end in (*self.by_task[task.id], *spans):
                day, last = self.day(start), self.day(end - 1)
                while day <= last:
                    by_day[day].add(task.id)
                    day += timedelta(days=1)
        planned = {piece.id for piece in self.plan.pieces}
        for day, tasks in sorted(by_day.items()):
            # Two that were both placed by hand are the person's own choice.
            if len(tasks) > 1 and tasks & planned:
                yield Wrong("two_most_important", day.isoformat())

    def sums(self) -> Iterator[Wrong]:
        plan = self.plan
        penalty = sum(self.dated[one.id].penalty for one in plan.given_up if one.id in self.dated)
        if not isclose(penalty, plan.penalty, rel_tol=1e-9, abs_tol=1e-9):
            yield Wrong("penalty_wrong", "")
        for one in plan.given_up:
            if one.id in self.dated and one.penalty != self.dated[one.id].penalty:
                yield Wrong("penalty_wrong", one.id)
        is_above = plan.penalty_lower_bound > plan.penalty + 1e-9 * (1 + plan.penalty)
        if is_above or (plan.proof == "exact" and plan.penalty_lower_bound != plan.penalty):
            yield Wrong("bound_wrong", "")
        value = 0.0
        for task in self.problem.important:
            value += sum(self.energy(start, end) for start, end in self.by_task[task.id]) * task.density
        if not isclose(value, plan.value, rel_tol=1e-9, abs_tol=1e-9):
            yield Wrong("value_wrong", "")

    def margins(self) -> Iterator[Wrong]:
        stated = {_down(moment): minutes for moment, minutes in self.plan.margins}
        jobs = sorted((self.working(_down(task.due)), self.left(task)) for task in self.problem.dated)
        ends = [due for due, _ in jobs]
        demand = [0]
        for _, minutes in jobs:
            demand.append(demand[-1] + minutes)
        dates = {_down(task.due): task.due for task in self.problem.dated}
        for minute, moment in sorted(dates.items()):
            working = self.working(minute)
            if stated.pop(minute, None) != working - demand[bisect_right(ends, working)]:
                yield Wrong("margin_wrong", moment.isoformat())
        for minute in stated:
            yield Wrong("margin_wrong", str(minute))

    def latest_starts(self) -> Iterator[Wrong]:
        stated = dict(self.plan.latest_start)
        jobs = [(*self.job(task), task.id) for task in self.problem.dated if self.left(task)]
        everything = [(release, due, minutes) for release, due, minutes, _ in jobs]
        expected: dict[str, int] = {}
        if _run(everything, (0, 0, 0)):
            expected = _as_late_as_possible(jobs)
        for task in self.problem.dated:
            start = stated.pop(task.id, None)
            seen = None if start is None else self.working(_up(start))
            if seen != expected.get(task.id):
                yield Wrong("latest_start_wrong", task.id)
        for name in stated:
            yield Wrong("latest_start_wrong", name)

    def placed_by_hand(self, task: str) -> int:
        now, last = _up(self.problem.now), None
        if task in self.dated:
            last = _down(self.dated[task].due)
        spans = []
        for slot in self.problem.fixed:
            if slot.task == task:
                end = _down(slot.end) if last is None else min(last, _down(slot.end))
                if max(now, _up(slot.start)) < end:
                    spans.append((max(now, _up(slot.start)), end))
        return sum(end - start for start, end in _joined(sorted(spans)))

    def left(self, task: Dated) -> int:
        return max(0, task.minutes - self.by_hand[task.id])

    def job(self, task: Dated) -> tuple[int, int, int]:
        release = self.working(_up(task.earliest)) if task.earliest is not None else 0
        return release, self.working(_down(task.due)), self.left(task)

    def working(self, minute: int) -> int:
        """Free minutes before a real minute."""
        n = bisect_left(self.starts, minute)
        if not n:
            return 0
        start, end, _ = self.free[n - 1]
        return self.before[n - 1] + min(minute, end) - start

    def energy(self, start: int, end: int) -> float:
        total = 0.0
        n = max(0, bisect_right(self.starts, start) - 1)
        while n < len(self.free) and self.free[n][0] < end:
            first, last, energy = self.free[n]
            total += energy * max(0, min(last, end) - max(first, start))
            n += 1
        return total

    def day(self, minute: int) -> date:
        moment = datetime.fromtimestamp(minute * 60, tz=self.problem.zone)
        return moment.date()


def _up(moment: datetime) -> int:
    """Minutes since 1970, a part of one counted whole."""
    seconds = moment.timestamp()
    return int(-(-seconds // 60))


def _down(moment: datetime) -> int:
    return int(moment.timestamp() // 60)


def _minutes(piece: Piece | Fixed) -> _Interval:
    return _down(piece.start), _up(piece.end)


def _joined(spans: Sequence[_Interval]) -> list[_Interval]:
    joined: list[_Interval] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _free_time(problem: Problem) -> list[tuple[int, int, float]]:
    """Windows from now on without fixed slots: every slot is a pair of events, time is free where none is open."""
    events: list[tuple[int, int, float]] = []
    for window in problem.windows:
        start, end = max(_up(window.start), _up(problem.now)), _down(window.end)
        if start < end:
            events += [(start, 1, window.energy), (end, -1, window.energy)]
    for slot in problem.fixed:
        events += [(_down(slot.start), 2, 0.0), (_up(slot.end), -2, 0.0)]
    events.sort(key=lambda event: event[:2])
    free: list[tuple[int, int, float]] = []
    energy: float | None = None
    busy, last = 0, 0
    for minute, kind, level in events:
        if energy is not None and not busy and minute > last:
            free.append((last, minute, energy))
        if abs(kind) == 2:
            busy += kind // 2
        elif kind == 1:
            energy = level
        elif energy is not None:
            energy = None
        last = minute
    return free


class _Margins:
    """Minutes left before a date and all later ones, for work that may begin at once."""

    def __init__(self, dues: list[int], demand: list[int], least: list[int]) -> None:
        self.dues, self.demand, self.least = dues, demand, least

    def at(self, due: int) -> int:
        n = bisect_right(self.dues, due)
        here = due - self.demand[n]
        return min(here, self.least[n]) if n < len(self.least) else here


def _least_margins(jobs: Sequence[_Job]) -> _Margins:
    ordered = sorted((due, minutes) for _, due, minutes in jobs)
    dues = [due for due, _ in ordered]
    demand = [0]
    for _, minutes in ordered:
        demand.append(demand[-1] + minutes)
    least = [due - total for due, total in zip(dues, demand[1:], strict=True)]
    for n in range(len(least) - 2, -1, -1):
        least[n] = min(least[n], least[n + 1])
    return _Margins(dues, demand, least)


def _run(jobs: Sequence[_Job], one_more: _Job) -> bool:
    """Whether jobs all end before their dates when the earliest date that is released always goes first."""
    everything = sorted(job for job in (*jobs, one_more) if job[2])
    open_jobs: list[tuple[int, int]] = []
    now = 0
    for n, (release, due, minutes) in enumerate(everything):
        now = max(now, release)
        heappush(open_jobs, (due, minutes))
        until = everything[n + 1][0] if n + 1 < len(everything) else None
        while open_jobs and (until is None or now < until):
            date_first, left = heappop(open_jobs)
            step = left if until is None else min(left, until - now)
            now += step
            if now > date_first:
                return False
            if step < left:
                heappush(open_jobs, (date_first, left - step))
    return True


def _as_late_as_possible(jobs: Sequence[tuple[int, int, int, str]]) -> dict[str, int]:
    """Where each job begins when, backwards from the last date, the one that may begin last is always done first."""
    begins: dict[str, int] = {}
    by_date = sorted(jobs, key=lambda job: (job[1], job[3]))
    # The latest release on top; of equals the later date, then the later id: the place in `by_date`.
    ready: list[tuple[int, int, int]] = []
    now = by_date[-1][1] if by_date else 0
    n = len(by_date) - 1
    while n >= 0 or ready:
        if not ready:
            now = min(now, by_date[n][1])
        while n >= 0 and by_date[n][1] >= now:
            heappush(ready, (-by_date[n][0], -n, by_date[n][2]))
            n -= 1
        release, place, left = heappop(ready)
        step = min(left, now - by_date[n][1]) if n >= 0 else left
        now -= step
        begins[by_date[-place][3]] = now
        if step < left:
            heappush(ready, (release, place, left - step))
    return begins
