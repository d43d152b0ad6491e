"""The important work of a week by CP-SAT, to be compared with: only where OR-Tools is installed."""

from __future__ import annotations

from itertools import accumulate, pairwise
from typing import Any, Final

from ortools.sat.python import cp_model  # type: ignore[import-not-found, unused-ignore]

from relais.engine.plan.calendar import Calendar, Part, calendar_of, cut, floor_minute, midnights
from relais.engine.plan.outcome import Plan
from relais.engine.plan.problem import Important, Problem

SECONDS: Final = 10.0
SCALE: Final = 1_000


class _Model:
    """Minutes of each task in each part of the axis; a block is an interval whose energy is looked up by its start."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.model = cp_model.CpModel()
        calendar = calendar_of(problem)
        gone = {one.id for one in plan.given_up}
        due = {
            task.id: calendar.position(floor_minute(task.due))
            for task in problem.dated
            if task.id not in gone
        }
        left = {
            date: date - sum(task.minutes for task in problem.dated if due.get(task.id, date + 1) <= date)
            for date in sorted(set(due.values()))
        }
        days = midnights(calendar, problem.zone)
        parts = cut(calendar, [*left, *days])
        self.terms: list[Any] = []
        self.before: dict[int, list[Any]] = {date: [] for date in left}
        self.within: list[list[Any]] = [[] for _ in parts]
        self.owners: dict[int, list[Any]] = {}
        self.blocks: list[Any] = []
        for task in problem.important:
            if task.whole:
                self.add_block(task, calendar, parts)
            else:
                self.add_minutes(task, parts, days)
        self.model.AddNoOverlap(self.blocks)
        for (first, last, _), used in zip(parts, self.within, strict=True):
            if used:
                self.model.Add(sum(used) <= last - first)
        for date, used in self.before.items():
            self.model.Add(sum(used) <= left[date])
        for owners in self.owners.values():
            self.model.AddAtMostOne(owners)
        self.model.Maximize(sum(self.terms))

    def add_minutes(self, task: Important, parts: list[Part], days: list[int]) -> None:
        mine: dict[int, Any] = {}
        every = []
        for n, (first, last, energy) in enumerate(parts):
            minutes = self.model.NewIntVar(0, min(last - first, task.minutes), "")
            every.append(minutes)
            self.within[n].append(minutes)
            self.terms.append(round(SCALE * task.density * energy) * minutes)
            for date, used in self.before.items():
                if last <= date:
                    used.append(minutes)
            if task.most_important:
                day = sum(1 for midnight in days if midnight <= first)
                if day not in mine:
                    mine[day] = self.model.NewBoolVar("")
                    self.owners.setdefault(day, []).append(mine[day])
                self.model.Add(minutes <= (last - first) * mine[day])
        self.model.Add(sum(every) <= task.minutes)

    def add_block(self, task: Important, calendar: Calendar, parts: list[Part]) -> None:
        model = self.model
        edges = [0, *calendar.breaks(), calendar.length]
        starts = [start for low, high in pairwise(edges) for start in range(low, high - task.minutes + 1)]
        energy = list(
            accumulate((level for first, last, level in parts for _ in range(last - first)), initial=0.0)
        )
        start = model.NewIntVarFromDomain(cp_model.Domain.FromValues(starts), "")
        is_there = model.NewBoolVar("")
        self.blocks.append(
            model.NewOptionalIntervalVar(start, task.minutes, start + task.minutes, is_there, "")
        )
        worth = [
            round(SCALE * task.density * (energy[min(u + task.minutes, calendar.length)] - energy[u]))
            for u in range(calendar.length + 1)
        ]
        here, value = model.NewIntVar(0, max(worth), ""), model.NewIntVar(0, max(worth), "")
        model.AddElement(start, worth, here)
        model.Add(value <= here)
        model.Add(value == 0).OnlyEnforceIf(is_there.Not())
        self.terms.append(value)
        for date, used in self.before.items():
            before = model.NewIntVar(0, task.minutes, "")
            ends_before = model.NewBoolVar("")
            model.Add(start + task.minutes <= date).OnlyEnforceIf(ends_before)
            model.Add(start + task.minutes > date).OnlyEnforceIf(ends_before.Not())
            model.Add(before == task.minutes).OnlyEnforceIf([is_there, ends_before])
            model.Add(before >= date - start).OnlyEnforceIf([is_there, ends_before.Not()])
            used.append(before)


def best_value(problem: Problem, plan: Plan) -> tuple[float, float]:
    """The value that CP-SAT finds within its seconds beside the dates that a plan keeps, and its proven bound."""
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = SECONDS
    solver.parameters.num_workers = 2
    solver.Solve(_Model(problem, plan).model)
    return solver.ObjectiveValue() / SCALE, solver.BestObjectiveBound() / SCALE
