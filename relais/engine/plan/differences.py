"""What changed between two plans, and why: for the page that says so after planning again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC
from typing import Literal

from relais.engine.plan.outcome import Piece, Plan
from relais.engine.plan.problem import Dated, Important, Problem

Kind = Literal["new", "gone", "moved", "longer", "shorter", "given_up", "met_again"]
"""`new`: planned and was not; `gone`: was planned and no longer is; `moved`: as many minutes at other times; `longer`,
`shorter`: more or fewer minutes; `given_up`: its date can no longer be met; `met_again`: it can, and could not before."""

Reason = Literal[
    "task_added", "task_removed", "task_changed", "placed_by_hand", "time_passed", "time_lost", "time_won", "made_room",
    "took_room",
]  # fmt: skip
"""Why, the first that applies:

`task_added`, `task_removed`, `task_changed`   the task itself is another one
`placed_by_hand`                               pieces of it were placed by hand, or no longer are
`time_passed`                                  it was planned at a time that is now past
`time_lost`                                    windows or fixed slots changed, and there is less working time than before
`time_won`                                     likewise, and there is more, or as much at other times
`made_room`                                    it makes room for other work
`took_room`                                    it takes room that other work no longer needs
"""


@dataclass(frozen=True, slots=True)
class Difference:
    """That the task `id` is planned otherwise than before; `minutes` planned now less those before."""

    id: str
    kind: Kind
    reason: Reason
    minutes: int
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]


def differences(
    problem_before: Problem, before: Plan, problem_after: Problem, after: Plan
) -> tuple[Difference, ...]:
    """Every task that is planned otherwise, in the order of the new problem and then of what only the old one had.

    What was planned before the new `now` is not compared: it is past, and not changed by planning. O(n log n).
    """
    return tuple(_Comparison(problem_before, before, problem_after, after).run())


class _Comparison:
    def __init__(self, problem_before: Problem, before: Plan, problem_after: Problem, after: Plan) -> None:
        self._problems = problem_before, problem_after
        now = problem_after.now.timestamp()
        self._old = _by_task(before)
        self._new = _by_task(after)
        self._past = {
            task for task, pieces in self._old.items() if any(one.start.timestamp() < now for one in pieces)
        }
        self._tasks_before, self._tasks_after = _tasks(problem_before), _tasks(problem_after)
        self._gone_before = {one.id for one in before.given_up}
        self._gone_after = {one.id for one in after.given_up}
        self._time = _time(problem_after, now) - _time(problem_before, now)
        self._is_time_changed = _shape(problem_after) != _shape(problem_before)
        self._moment = problem_after.now.astimezone(UTC)

    def run(self) -> Iterator[Difference]:
        for task in (
            *self._tasks_after,
            *(one for one in self._tasks_before if one not in self._tasks_after),
        ):
            old = tuple(
                replace(one, start=max(one.start, self._moment))
                for one in self._old.get(task, ())
                if one.end > self._moment
            )
            new = tuple(self._new.get(task, ()))
            kind = self._kind(task, old, new)
            if kind is not None:
                minutes = _minutes(new) - _minutes(old)
                yield Difference(task, kind, self._reason(task, kind), minutes, old, new)

    def _kind(self, task: str, old: tuple[Piece, ...], new: tuple[Piece, ...]) -> Kind | None:
        if task in self._gone_after and task not in self._gone_before:
            return "given_up"
        if task in self._gone_before and task in self._tasks_after and task not in self._gone_after:
            return "met_again"
        if old == new:
            return None
        if not old or not new:
            return "new" if new else "gone"
        more = _minutes(new) - _minutes(old)
        if not more:
            return "moved"
        return "longer" if more > 0 else "shorter"

    def _reason(self, task: str, kind: Kind) -> Reason:
        for reason, applies in (
            ("task_added", task not in self._tasks_before),
            ("task_removed", task not in self._tasks_after),
            ("task_changed", self._tasks_before.get(task) != self._tasks_after.get(task)),
            ("placed_by_hand", _by_hand(self._problems[0], task) != _by_hand(self._problems[1], task)),
            ("time_passed", task in self._past),
            ("time_lost", self._is_time_changed and self._time < 0),
            ("time_won", self._is_time_changed),
        ):
            if applies:
                return reason  # type: ignore[return-value]
        return "took_room" if kind in ("new", "longer", "met_again") else "made_room"


def _by_task(plan: Plan) -> dict[str, list[Piece]]:
    pieces: defaultdict[str, list[Piece]] = defaultdict(list)
    for piece in plan.pieces:
        pieces[piece.id].append(piece)
    return pieces


def _tasks(problem: Problem) -> dict[str, Dated | Important]:
    return {**{task.id: task for task in problem.dated}, **{task.id: task for task in problem.important}}


def _minutes(pieces: tuple[Piece, ...]) -> int:
    return sum(int((one.end - one.start).total_seconds()) // 60 for one in pieces)


def _by_hand(problem: Problem, task: str) -> list[tuple[float, float]]:
    return sorted((one.start.timestamp(), one.end.timestamp()) for one in problem.fixed if one.task == task)


def _shape(problem: Problem) -> tuple[frozenset[object], frozenset[object]]:
    """Windows and fixed slots, whatever their order and titles; what was placed by hand has its own reason."""
    windows = frozenset((one.start.timestamp(), one.end.timestamp(), one.energy) for one in problem.windows)
    return windows, frozenset(
        (one.start.timestamp(), one.end.timestamp()) for one in problem.fixed if one.task is None
    )


def _time(problem: Problem, now: float) -> float:
    """Seconds of windows that are still to come, less those of fixed slots within them."""
    events: list[tuple[float, int]] = []
    for window in problem.windows:
        events += [(max(now, window.start.timestamp()), 1), (max(now, window.end.timestamp()), -1)]
    for slot in problem.fixed:
        if slot.task is None:
            events += [(max(now, slot.start.timestamp()), 10**6), (max(now, slot.end.timestamp()), -(10**6))]
    total, level, last = 0.0, 0, now
    for moment, step in sorted(events):
        if level == 1:
            total += moment - last
        level, last = level + step, moment
    return total
