"""A plan for a problem: which dates to give up, the best time for important work, the rest as late as is safe.

Lexicographic, as `docs/algorithms/day-plan.md` says: first the least penalty, then the greatest value, then dated
work as late as possible. No clock, no randomness: the same problem gives the same plan.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import fsum

from relais.engine.plan.board import Wish
from relais.engine.plan.calendar import (
    Calendar,
    Span,
    calendar_of,
    ceil_minute,
    floor_minute,
    merged,
    moment_of,
)  # fmt: skip
from relais.engine.plan.demand import Job, has_earliest, in_order, latest
from relais.engine.plan.giving_up import Choice, least_penalty
from relais.engine.plan.important import place_important
from relais.engine.plan.leftover import place_late
from relais.engine.plan.outcome import Finding, GivenUp, Piece, Plan
from relais.engine.plan.problem import Problem, ProblemRefused, faults
from relais.engine.plan.waiting import least_penalty_waiting, minutes_short


def plan(problem: Problem, previous: Plan | None = None) -> Plan:
    """The best plan found, with what is proved of it.

    Exact where `Plan.proof` says so for the dates given up; important work that may be interrupted in minutes and is
    not held to one task a day has the greatest value; the rest of it is a search (see `important`).
    O(n log n) for n tasks, windows and fixed slots when every date can be met.

    Give the `previous` plan to plan again: where important work is searched for, what was planned stays where it still
    fits, unless planning anew is better by a change that is worth it; quicker, and with nothing changed nothing changes.

    Raises ProblemRefused with every fault of the problem.
    """
    found = faults(problem)
    if found:
        raise ProblemRefused(found)
    calendar = calendar_of(problem)
    dues = [floor_minute(task.due) for task in problem.dated]
    by_hand = _minutes_by_hand(problem, dues)
    ordered = in_order(list(_jobs(problem, dues, calendar, by_hand)))
    wishes = list(_wishes(problem, by_hand))
    choice = _choose(ordered)
    out = set(choice.rejected)
    kept = [job for n, job in enumerate(ordered) if n not in out]
    important = place_important(problem, calendar, kept, wishes, previous.pieces if previous else ())
    taken = [span for _, span, _ in important]
    late = place_late(kept, calendar.length, taken, problem.safety_minutes, calendar.breaks())
    spans = [(span, wishes[n].id) for n, span, _ in important] + [(span, kept[n].id) for n, span in late]
    gone = [ordered[n] for n in choice.rejected]
    given_up = tuple(
        GivenUp(job.id, job.weight, short) for job, short in zip(gone, minutes_short(kept, gone), strict=True)
    )
    return Plan(
        pieces=tuple(_pieces(calendar, spans)),
        margins=_margins(calendar, problem, dues, ordered),
        latest_start=_latest_start(calendar, problem, ordered, is_whole=not choice.rejected),
        given_up=given_up,
        penalty=choice.penalty,
        penalty_lower_bound=choice.bound,
        value=fsum(wishes[n].density * energy * (last - first) for n, (first, last), energy in important),
        proof="exact" if choice.is_exact else "bound",
        findings=tuple(_findings(_Seen(problem, dues, ordered, kept, late, given_up, wishes, important))),
    )


def margins(problem: Problem) -> tuple[tuple[datetime, int], ...]:
    """What `Plan.margins` says, without planning: pages ask for it each time they are shown.

    A margin depends on nothing that comes after its date, so the windows may end with the last one. The problem must be
    sound: its faults are not looked for. O(n log n).
    """
    calendar, dues, ordered = _demand(problem)
    return _margins(calendar, problem, dues, ordered)


def penalty(problem: Problem) -> float:
    """What `Plan.penalty` says, without planning: whether another problem would give up less is known from it.

    The problem must be sound: its faults are not looked for.
    """
    _calendar, _dues, ordered = _demand(problem)
    return _choose(ordered).penalty


def _demand(problem: Problem) -> tuple[Calendar, list[int], list[Job]]:
    """The working time, the minute of each date as listed, and the dated work in order."""
    calendar = calendar_of(problem)
    dues = [floor_minute(task.due) for task in problem.dated]
    by_hand = _minutes_by_hand(problem, dues)
    return calendar, dues, in_order(list(_jobs(problem, dues, calendar, by_hand)))


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the findings are read from."""

    problem: Problem
    dues: Sequence[int]
    ordered: Sequence[Job]
    kept: Sequence[Job]
    late: Sequence[tuple[int, Span]]
    given_up: Sequence[GivenUp]
    wishes: Sequence[Wish]
    important: Sequence[tuple[int, Span, float]]


def _minutes_by_hand(problem: Problem, dues: Sequence[int]) -> dict[str, int]:
    """Minutes of each task that fixed slots work on, from now on; for work with a date, before it."""
    now = ceil_minute(problem.now)
    due_of = {task.id: due for task, due in zip(problem.dated, dues, strict=True)}
    by_task: dict[str, list[Span]] = {}
    for slot in problem.fixed:
        if slot.task is not None:
            start, end = max(now, ceil_minute(slot.start)), floor_minute(slot.end)
            end = min(end, due_of.get(slot.task, end))
            if start < end:
                by_task.setdefault(slot.task, []).append((start, end))
    return {task: sum(last - first for first, last in merged(spans)) for task, spans in by_task.items()}


def _jobs(
    problem: Problem, dues: Sequence[int], calendar: Calendar, by_hand: Mapping[str, int]
) -> Iterator[Job]:
    for task, due in zip(problem.dated, dues, strict=True):
        minutes = task.minutes - by_hand.get(task.id, 0)
        if minutes > 0:
            earliest = calendar.position(ceil_minute(task.earliest)) if task.earliest else 0
            yield Job(task.id, minutes, calendar.position(due), earliest, task.penalty)


def _wishes(problem: Problem, by_hand: Mapping[str, int]) -> Iterator[Wish]:
    for task in problem.important:
        minutes = task.minutes - by_hand.get(task.id, 0)
        if minutes > 0:
            least = minutes if task.whole else min(task.least_piece, minutes)
            yield Wish(task.id, minutes, task.density, least, task.most_important)


def _choose(ordered: Sequence[Job]) -> Choice:
    if has_earliest(ordered):
        return least_penalty_waiting(ordered)
    return least_penalty(ordered)


def _pieces(calendar: Calendar, spans: list[tuple[Span, str]]) -> Iterator[Piece]:
    """Spans of the axis as pieces of real time, those of one task that touch made one."""
    begin = end = 0
    owner = ""
    for span, task in sorted(spans):
        for first, last in calendar.real(span):
            if task == owner and first == end:
                end = last
                continue
            if end > begin:
                yield Piece(owner, moment_of(begin), moment_of(end))
            begin, end, owner = first, last, task
    if end > begin:
        yield Piece(owner, moment_of(begin), moment_of(end))


def _margins(
    calendar: Calendar, problem: Problem, dues: Sequence[int], ordered: Sequence[Job]
) -> tuple[tuple[datetime, int], ...]:
    """S at each distinct date, as it was written first; demand counts work that is left to do."""
    written = {due: task.due for task, due in zip(reversed(problem.dated), reversed(dues), strict=True)}
    ends, demand = [], [0]
    for job in ordered:
        ends.append(job.due)
        demand.append(demand[-1] + job.minutes)
    found = []
    for minute in sorted(written):
        d = calendar.position(minute)
        found.append((written[minute], d - demand[bisect_right(ends, d)]))
    return tuple(found)


def _latest_start(
    calendar: Calendar, problem: Problem, ordered: Sequence[Job], *, is_whole: bool
) -> tuple[tuple[str, datetime | None], ...]:
    starts: dict[str, datetime] = {}
    if is_whole:
        for n, (first, _) in latest(ordered, [job.due for job in ordered]):
            starts.setdefault(ordered[n].id, moment_of(calendar.minute_of(first)))
    return tuple((task.id, starts.get(task.id)) for task in problem.dated)


def _findings(seen: _Seen) -> Iterator[Finding]:
    """By code, in the order in which the tasks were listed or stand in the plan."""
    jobs = {job.id: job for job in seen.ordered}
    now = ceil_minute(seen.problem.now)
    due_of = {task.id: due for task, due in zip(seen.problem.dated, seen.dues, strict=True)}
    for gone in seen.given_up:
        job = jobs[gone.id]
        if due_of[gone.id] <= now:
            yield Finding("plan.date_past", gone.id, job.minutes)
        elif job.minutes > job.due - job.earliest:
            yield Finding("plan.longer_than_time", gone.id, job.minutes - max(0, job.due - job.earliest))
        else:
            yield Finding("plan.date_given_up", gone.id, gone.short_minutes)
    ends = {n: last for n, (_, last) in seen.late}
    for n, job in enumerate(seen.kept):
        missing = ends[n] - (job.due - seen.problem.safety_minutes)
        if missing > 0:
            yield Finding("plan.date_at_risk", job.id, missing)
    left = [wish.minutes for wish in seen.wishes]
    for n, (first, last), _ in seen.important:
        left[n] -= last - first
    for wish, minutes in zip(seen.wishes, left, strict=True):
        if minutes:
            yield Finding("plan.important_left", wish.id, minutes)
