"""A plan that stands is kept where a new one is not better.

The engine finds a best plan; of several that are as good it may find another one than yesterday. A person who finds their day
shuffled for nothing stops trusting it. So the important work stays where it stands when that is still possible, takes the same
minutes of the same tasks, leaves dated work where the new plan puts it, and is worth as much.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from relais.engine.plan.problem import Fixed, Important, Problem
from relais.planning.planner import minutes_between

Key = tuple[UUID, datetime, datetime]
"""A piece: task, start, end."""
SAME: Final = 1e-6
"""Relative difference below which two values are the same."""


def steady(
    problem: Problem, standing: Sequence[Key], wanted: Sequence[Key], *, goes_on: Key | None
) -> list[Key]:
    """`standing` where it is as good as `wanted`, which is returned otherwise. Both hold the pieces from now on of the same
    weeks; `goes_on` is the piece under way that is fixed in the problem."""
    last = max((end for _task, _start, end in (*standing, *wanted)), default=problem.now)
    problem = replace(problem, windows=tuple(window for window in problem.windows if window.start < last))
    wishes = {UUID(wish.id): wish for wish in problem.important}
    old, new = ([key for key in keys if key[0] in wishes and key != goes_on] for keys in (standing, wanted))
    others = ([key for key in keys if key[0] not in wishes and key != goes_on] for keys in (standing, wanted))
    is_kept = (
        len({frozenset(keys) for keys in others}) == 1
        and _minutes(old) == _minutes(new)
        and _lies_free(problem, old)
        and _one_a_day(problem, old, wishes.values())
        and _value(problem, old, wishes) >= _value(problem, new, wishes) * (1 - SAME)
    )
    return list(standing) if is_kept else list(wanted)


def _minutes(keys: Iterable[Key]) -> dict[UUID, int]:
    sums: dict[UUID, int] = {}
    for task_id, start, end in keys:
        sums[task_id] = sums.get(task_id, 0) + minutes_between(start, end)
    return sums


def _common(start: datetime, end: datetime, first: datetime, last: datetime) -> int:
    """Minutes that two periods share."""
    return max(0, minutes_between(max(start, first), min(end, last)))


def _lies_free(problem: Problem, keys: Iterable[Key]) -> bool:
    """Whether all pieces lie in windows, and on nothing that is fixed."""
    taken = _apart(problem.fixed)
    starts = [start for start, _end in taken]
    return all(
        sum(_common(start, end, window.start, window.end) for window in problem.windows)
        == minutes_between(start, end)
        and not ((n := bisect_left(starts, end)) and taken[n - 1][1] > start)
        for _task, start, end in keys
    )


def _apart(fixed: Iterable[Fixed]) -> list[tuple[datetime, datetime]]:
    """Fixed time in order, what meets joined: a year of another calendar is looked through for each piece."""
    joined: list[tuple[datetime, datetime]] = []
    for start, end in sorted((slot.start, slot.end) for slot in fixed):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def _one_a_day(problem: Problem, keys: Iterable[Key], wishes: Iterable[Important]) -> bool:
    """Whether no day has two great tasks, what was placed by hand among them."""
    great = {UUID(wish.id) for wish in wishes if wish.most_important}
    placed = [*keys, *(_key_of(slot) for slot in problem.fixed if slot.task is not None)]
    by_day = {(start.astimezone(problem.zone).date(), task) for task, start, _end in placed if task in great}
    return len({day for day, _task in by_day}) == len(by_day)


def _key_of(slot: Fixed) -> Key:
    return UUID(slot.task or ""), slot.start, slot.end


def _value(problem: Problem, keys: Iterable[Key], wishes: dict[UUID, Important]) -> float:
    """What the engine maximises: the energy of the minutes of each task, times its density."""
    return sum(
        wishes[task].density * window.energy * _common(start, end, window.start, window.end)
        for task, start, end in keys
        for window in problem.windows
    )
