"""What is to be planned: the calendar, the work with a date, the important work.

Plain values: `faults` says everything that is wrong with a problem, and `day.plan` refuses one that has any. Moments are
aware. Minutes are whole: a moment between two minutes is rounded to the safe side (a window begins later and ends
sooner, a fixed slot the other way round, a date comes sooner, an earliest start later).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from itertools import pairwise
from math import isfinite
from typing import Final

from relais.engine.faults import Fault, InputRefused

MINUTES_LIMIT: Final = 10_000_000
"""The most minutes that one task may have, and a safety margin: nineteen years."""
AMOUNT_LIMIT: Final = 1e12
"""The greatest penalty and value: their sums stay exact to the thousandth in a float."""
TASKS_LIMIT: Final = 100_000
"""The most tasks with a date, and the most important ones."""
YEARS: Final = range(1900, 2200)
"""Years in which moments may be, so that a slip of the pen (22026) is refused and not computed with."""
PERIODS_LIMIT: Final = 50_000
"""The most windows, and the most fixed slots."""


@dataclass(frozen=True, slots=True)
class Window:
    """Working time `[start, end)`. `energy`: how good it is, from 0 to 1."""

    start: datetime
    end: datetime
    energy: float = 1.0


@dataclass(frozen=True, slots=True)
class Fixed:
    """Time `[start, end)` that is not to be planned: mail, calls, breaks, busy time, and what was placed by hand.

    `task` names the task that a piece placed by hand works on; its minutes then count as planned.
    """

    id: str
    start: datetime
    end: datetime
    title: str = ""
    task: str | None = None


@dataclass(frozen=True, slots=True)
class Dated:
    """Work to be done before `due`, or else `penalty` (its consequence, above zero, in any one unit) falls due.

    It may be interrupted. `minutes` are what is left to do; nothing is done before `earliest`.
    """

    id: str
    minutes: int
    due: datetime
    penalty: float
    earliest: datetime | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class Important:
    """Work without a date. `value` is what all its minutes together bring, in any one unit.

    `whole`: in one piece or not at all. Otherwise in pieces of `least_piece` minutes or more (a task with fewer minutes
    is one piece). `most_important`: on any one day, one such task at most.
    """

    id: str
    minutes: int
    value: float
    whole: bool = False
    least_piece: int = 25
    most_important: bool = False
    title: str = ""

    @property
    def density(self) -> float:
        """Value of a minute at full energy."""
        return self.value / self.minutes


@dataclass(frozen=True, slots=True)
class Problem:
    """Everything that a plan depends on. `zone` decides what a day is; nothing is planned before `now`.

    `safety_minutes`: working minutes that should remain between the end of dated work and its date, where that costs
    neither a date nor important work.
    """

    zone: tzinfo
    now: datetime
    windows: tuple[Window, ...]
    fixed: tuple[Fixed, ...] = ()
    dated: tuple[Dated, ...] = ()
    important: tuple[Important, ...] = ()
    safety_minutes: int = 0


class ProblemRefused(InputRefused):
    """A problem that cannot be planned; `faults` has all of its faults, at least one."""


def faults(problem: Problem) -> tuple[Fault, ...]:
    """Everything wrong with a problem, in the order of its parts; an empty tuple when it can be planned.

    Codes: `moment_naive`, `moment_out_of_range`, `end_not_after_start`, `energy_out_of_range`,
    `minutes_out_of_range`, `penalty_out_of_range`, `value_out_of_range`, `least_piece_out_of_range`, `id_empty`,
    `id_repeated`, `windows_overlap`, `too_many`, `task_unknown`.
    """
    return tuple(_faults(problem))


def _faults(problem: Problem) -> Iterator[Fault]:
    for name, many, limit in (
        ("windows", len(problem.windows), PERIODS_LIMIT),
        ("fixed", len(problem.fixed), PERIODS_LIMIT),
        ("dated", len(problem.dated), TASKS_LIMIT),
        ("important", len(problem.important), TASKS_LIMIT),
    ):
        if many > limit:
            yield Fault(name, "too_many")
            return
    yield from _faults_of_moment("now", problem.now)
    if not 0 <= problem.safety_minutes <= MINUTES_LIMIT:
        yield Fault("safety_minutes", "minutes_out_of_range")
    yield from _faults_of_windows(problem.windows)
    tasks = {task.id for task in problem.dated} | {task.id for task in problem.important}
    for n, slot in enumerate(problem.fixed):
        yield from _faults_of_period(f"fixed[{n}]", slot)
        if slot.task is not None and slot.task not in tasks:
            yield Fault(f"fixed[{n}].task", "task_unknown")
    yield from _faults_of_tasks(problem)


def _faults_of_windows(windows: Iterable[Window]) -> Iterator[Fault]:
    sound: list[tuple[datetime, datetime, int]] = []
    for n, window in enumerate(windows):
        wrong = list(_faults_of_period(f"windows[{n}]", window))
        yield from wrong
        if not wrong:
            sound.append((window.start, window.end, n))
        if not 0 <= window.energy <= 1:  # false for NaN, too
            yield Fault(f"windows[{n}].energy", "energy_out_of_range")
    sound.sort(key=lambda one: (one[0].timestamp(), one[2]))
    for before, after in pairwise(sound):
        if after[0].timestamp() < before[1].timestamp():
            yield Fault(f"windows[{after[2]}]", "windows_overlap")


def _faults_of_period(path: str, period: Window | Fixed) -> Iterator[Fault]:
    wrong = [
        *_faults_of_moment(f"{path}.start", period.start), *_faults_of_moment(f"{path}.end", period.end),
    ]  # fmt: skip
    yield from wrong
    # timestamp(): Python compares two moments of one zone by the clock on the wall, wrong when clocks change.
    if not wrong and period.end.timestamp() <= period.start.timestamp():
        yield Fault(f"{path}.end", "end_not_after_start")


def _faults_of_moment(path: str, moment: datetime) -> Iterator[Fault]:
    if moment.utcoffset() is None:
        yield Fault(path, "moment_naive")
    elif moment.year not in YEARS:
        yield Fault(path, "moment_out_of_range")


def _faults_of_tasks(problem: Problem) -> Iterator[Fault]:
    seen: set[str] = set()
    for n, task in enumerate(problem.dated):
        path = f"dated[{n}]"
        yield from _faults_of_task(path, task, seen)
        yield from _faults_of_moment(f"{path}.due", task.due)
        if task.earliest is not None:
            yield from _faults_of_moment(f"{path}.earliest", task.earliest)
        if not (isfinite(task.penalty) and 0 < task.penalty <= AMOUNT_LIMIT):
            yield Fault(f"{path}.penalty", "penalty_out_of_range")
    for n, wish in enumerate(problem.important):
        path = f"important[{n}]"
        yield from _faults_of_task(path, wish, seen)
        if not (isfinite(wish.value) and 0 <= wish.value <= AMOUNT_LIMIT):
            yield Fault(f"{path}.value", "value_out_of_range")
        if not 1 <= wish.least_piece <= MINUTES_LIMIT:
            yield Fault(f"{path}.least_piece", "least_piece_out_of_range")


def _faults_of_task(path: str, task: Dated | Important, seen: set[str]) -> Iterator[Fault]:
    if not task.id:
        yield Fault(f"{path}.id", "id_empty")
    elif task.id in seen:
        yield Fault(f"{path}.id", "id_repeated")
    seen.add(task.id)
    if not 1 <= task.minutes <= MINUTES_LIMIT:
        yield Fault(f"{path}.minutes", "minutes_out_of_range")
