"""`python -m bench plan`: the planner against its goals. Problems are drawn with fixed seeds; nothing else is needed.

Where OR-Tools is installed (it is no dependency), one most important task a day and whole blocks are compared with CP-SAT.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from relais.engine.plan.check import check
from relais.engine.plan.day import plan
from relais.engine.plan.outcome import Plan
from relais.engine.plan.problem import Dated, Fixed, Important, Problem, Window

ZONE: Final = ZoneInfo("Europe/Paris")
MONDAY: Final = datetime(2026, 11, 23, tzinfo=ZONE)
SECONDS: Final = {1_000: 0.050, 10_000: 0.300, 100_000: 3.0}
"""Goals by number of tasks over a year; in each, seven tenths have a date."""
LOADS: Final = {"light": 0.6, "full": 1.0, "overloaded": 1.5}
"""Dated work as a share of the working time of the year."""
GAP_BEYOND: Final = 0.005
REPLAN: Final = 0.010
ONE_A_DAY: Final = 0.002
BLOCKS: Final = 0.005


def year(tasks: int, load: float, *, penalties: str = "whole", seed: int = 1) -> Problem:
    """A year of working days with a mail hour, and tasks spread over it. `penalties`: whole, or in cents."""
    draw = random.Random(seed)
    days = [MONDAY + timedelta(days=n) for n in range(365)]
    windows = [
        Window(day.replace(hour=first), day.replace(hour=last), energy)
        for day in days
        if day.weekday() < 5
        for first, last, energy in ((9, 11, 1.0), (11, 12, 0.7), (13, 15, 0.5), (15, 17, 0.8))
    ]
    fixed = [Fixed("mail", day.replace(hour=15), day.replace(hour=15, minute=20)) for day in days]
    minutes = sum((one.end - one.start).seconds // 60 for one in windows)
    with_date = tasks * 7 // 10
    mean = max(1.0, load * minutes / with_date)

    def length() -> int:
        return max(1, round(draw.uniform(0.3, 1.7) * mean))

    def penalty() -> float:
        return draw.randint(1, 100) if penalties == "whole" else round(draw.uniform(1, 500), 2)

    dated = [
        Dated(f"d{n:06}", length(), MONDAY + timedelta(minutes=draw.randint(0, 365 * 1440)), penalty())
        for n in range(with_date)
    ]
    important = [
        Important(f"i{n:06}", length(), draw.randint(1, 500), least_piece=1) for n in range(tasks - with_date)
    ]
    return Problem(ZONE, MONDAY.replace(hour=8), tuple(windows), tuple(fixed), tuple(dated), tuple(important))


def week(seed: int, kind: str, dated: int = 12) -> Problem:
    """A working week with an energy an hour. `kind`: `day` (each important task may be a day's most important one), `blocks`
    (each is one block) or `own` (as the product has it: pieces of 25 minutes, two most important tasks)."""
    draw = random.Random(seed)
    windows = [
        Window(day.replace(hour=hour), day.replace(hour=hour + 1), draw.choice([0.2, 0.4, 0.6, 0.8, 1.0]))
        for day in (MONDAY + timedelta(days=n) for n in range(5))
        for hour in (9, 10, 11, 13, 14, 15, 16)
    ]
    tasks = [
        Dated(
            f"d{n}", draw.randint(15, 90) * 12 // max(12, dated) + 1,
            MONDAY + timedelta(days=draw.randint(0, 4), hours=draw.randint(10, 17)), draw.randint(1, 100),
        )
        for n in range(dated)
    ]  # fmt: skip
    if kind == "day":
        wishes = [
            Important(
                f"i{n}", draw.randint(60, 480), draw.randint(50, 1000), least_piece=1, most_important=True
            )
            for n in range(draw.randint(4, 8))
        ]
    elif kind == "blocks":
        wishes = [
            Important(
                f"i{n}",
                draw.choice([45, 60, 90, 120, 150, 180]),
                draw.randint(50, 1000),
                whole=True,
                least_piece=1,
            )
            for n in range(draw.randint(5, 10))
        ]
    else:
        wishes = [
            Important(f"i{n}", draw.randint(30, 240), draw.randint(50, 1000), most_important=n < 2)
            for n in range(10)
        ]
    return Problem(ZONE, MONDAY.replace(hour=8), tuple(windows), (), tuple(tasks), tuple(wishes))


def measure() -> list[dict[str, Any]]:
    """Every goal with what was measured: rows of name, goal, found, unit, and whether it is met."""
    rows = [*_years(), *_replanning()]
    try:
        from bench.solver import best_value
    except ImportError:
        sys.stderr.write("bench: OR-Tools is not installed: no comparison with CP-SAT\n")
    else:
        rows += [
            _compared("one most important task a day, below CP-SAT", "day", 120, ONE_A_DAY, best_value),
            _compared("whole blocks, below CP-SAT", "blocks", 30, BLOCKS, best_value),
        ]
    return rows


def _row(name: str, goal: float, found: float, unit: str, note: str) -> dict[str, Any]:
    return {
        "name": name, "goal": goal, "found": round(found, 6), "unit": unit, "met": found <= goal, "note": note,
    }  # fmt: skip


def _years() -> list[dict[str, Any]]:
    rows = []
    for tasks, goal in SECONDS.items():
        for load_name, load in LOADS.items():
            for penalties in ("whole", "cents"):
                problem = year(tasks, load, penalties=penalties)
                times = 3 if tasks < 100_000 else 1
                cpu = time.process_time()
                seconds, found = _timed(lambda given=problem: plan(given), times)  # type: ignore[misc]
                name = f"{tasks:,} tasks over a year, {load_name}, penalties {penalties}"
                cpu = (time.process_time() - cpu) / times
                wrong = check(problem, found)
                note = (
                    f"{cpu * 1000:.0f} ms of processor; {len(found.given_up):,} dates given up, {found.proof}"
                )
                note += ", WRONG" if wrong else ""
                rows.append(_row(name, goal, seconds, "s", note))
                gap = 1 - found.penalty_lower_bound / found.penalty if found.penalty else 0.0
                rows.append(
                    _row(f"{name}: gap", 0.0 if tasks <= 10_000 else GAP_BEYOND, gap, "", found.proof)
                )
    return rows


def _timed(work: Callable[[], Plan], times: int) -> tuple[float, Plan]:
    best, found = float("inf"), None
    for _ in range(times):
        start = time.perf_counter()
        found = work()
        best = min(best, time.perf_counter() - start)
    assert found is not None
    return best, found


def _replanning() -> list[dict[str, Any]]:
    """One change in a week of 60 tasks: the median of forty weeks, and the slowest."""
    seconds, processor = [], []
    for seed in range(40):
        before = week(seed, "own", dated=50)
        first = plan(before)
        longer = replace(before.dated[7], minutes=before.dated[7].minutes + 15)
        after = replace(before, dated=(*before.dated[:7], longer, *before.dated[8:]))
        cpu = time.process_time()
        took, found = _timed(lambda given=after, known=first: plan(given, known), 1)  # type: ignore[misc]
        processor.append(time.process_time() - cpu)
        seconds.append(took)
        assert not check(after, found)
    seconds.sort()
    processor.sort()
    note = f"median of forty; {processor[len(processor) // 2] * 1000:.1f} ms of processor, at most {processor[-1] * 1000:.1f}"
    return [_row("one change in a week of 60 tasks", REPLAN, seconds[len(seconds) // 2], "s", note)]


def _compared(
    name: str, kind: str, weeks: int, goal: float, best_value: Callable[[Problem, Plan], tuple[float, float]]
) -> dict[str, Any]:
    below, to_bound, took = [], [], []
    for seed in range(weeks):
        problem = week(seed, kind)
        seconds, found = _timed(lambda given=problem: plan(given), 1)  # type: ignore[misc]
        took.append(seconds)
        best, bound = best_value(problem, found)
        if best > 0 and bound > 0:  # or else it found nothing in its time
            below.append(1 - found.value / best)
            to_bound.append(1 - found.value / bound)
    if not below:
        return _row(name, goal, float("inf"), "", "CP-SAT found nothing in its time: not measured")
    note = (
        f"{len(below)} of {weeks} weeks that CP-SAT answered; worst {max(below):.2%},"
        f" below its bound {sum(to_bound) / len(below):.2%} on average;"
        f" {1000 * sum(took) / weeks:.0f} ms a week"
    )
    return _row(name, goal, sum(below) / len(below), "", note)


def told(rows: list[dict[str, Any]], title: str = "The planner") -> str:
    """The rows of a part of the engine as a table."""

    def number(row: dict[str, Any], value: float) -> str:
        return f"{value * 1000:.0f} ms" if row["unit"] == "s" else f"{value:.2%}"

    said = [f"## {title}", "", "| | goal | found | | |", "|---|--:|--:|---|---|"]
    said += [
        f"| {row['name']} | {number(row, row['goal'])} | {number(row, row['found'])} | {'met' if row['met'] else 'MISSED'}"
        f" | {row['note']} |"
        for row in rows
    ]
    return "\n".join([*said, ""])
