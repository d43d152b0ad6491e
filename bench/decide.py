"""`python -m bench decide`: simulations and groups of the engine against their goal. Inputs are fixed; nothing else is needed."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import date
from typing import Any, Final

from relais.engine.decide.breakeven import Case, breakeven
from relais.engine.decide.fitting import fit
from relais.engine.decide.learning import Curve
from relais.engine.decide.payback import payback
from relais.engine.decide.ranges import Range
from relais.engine.decide.scenarios import Act, Dependence, Outcome, Probability, Safeguard, Sheet
from relais.engine.decide.simulation import simulate
from relais.engine.words.fold import english_stem, french_stem
from relais.engine.words.recurring import Note, recurring
from relais.engine.words.tests.test_recurring import made_up

SHEET_SECONDS: Final = 0.2
"""100,000 draws of a ten-outcome sheet (issue "Decide")."""
PAYBACK_SECONDS: Final = 0.2
"""Not of the issue: a page waits for it."""
BREAKEVEN_SECONDS: Final = 0.02
GROUPED_SECONDS: Final = 2.0
"""10,000 journal lines (issue "Decide")."""
DRAWS: Final = 100_000
TIMES: Final = 15
START: Final = date(2026, 11, 23)
CASE: Final = Case(60, 1.0, 20, 2.0, 0.9, 0.8, 5, 40, 0.3, 0.05, 0.2, 0.1, 0.8, per_week=3)
RANGES: Final = {
    "train_h": Range(3, 5, 12), "redo_first": Range(0.1, 0.3, 0.6), "per_week": Range(2, 3, 4),
    "learning_rate": Range(0.7, 0.8, 0.95), "deleg_rate": Range(15, 20, 30),
}  # fmt: skip


def sheet(*, probability: float, safeguards: int = 0, rank: float = 0.0) -> Sheet:
    """Ten outcomes; each of `safeguards` acts on two of them; every pair depends where `rank` is not 0."""
    chance = Probability(probability, probability)
    outcomes = tuple(Outcome(f"o{n}", chance, Range(n, 2 * n + 3, 5 * n + 9)) for n in range(10))
    bought = tuple(
        Safeguard(f"s{n}", float(n), (Act(f"o{n}", 0.5, 0.5), Act(f"o{(n + 1) % 10}", effect=0.7)))
        for n in range(safeguards)
    )
    pairs = tuple(Dependence(f"o{i}", f"o{k}", rank) for i in range(10) for k in range(i) if rank)
    return Sheet(outcomes, bought, pairs, bearable=150.0)


def measure() -> list[dict[str, Any]]:
    """Every goal with what was measured: rows of name, goal, found, unit, and whether it is met."""
    sheets = {
        "ten outcomes, one in ten": sheet(probability=0.1),
        "ten outcomes, all sure": sheet(probability=1.0),
        "ten outcomes, every pair dependent": sheet(probability=0.5, rank=0.3),
        "ten outcomes, six safeguards": sheet(probability=0.5, safeguards=6),
        "ten outcomes, all sure, dependent, six safeguards": sheet(probability=1.0, safeguards=6, rank=0.3),
    }
    rows = [
        _row(f"{DRAWS:,} draws, {name}", SHEET_SECONDS, lambda one=one: simulate(one, seed=1, draws=DRAWS))  # type: ignore[misc]
        for name, one in sheets.items()
    ]
    far = Case(60, 1.0, 20, 2.0, 0.9, 0.95, 9_000, per_week=200, discount_per_year=0.01)
    times = [Curve(90.0, 25.0, 0.75).time(n) * (1 + 0.1 * (-1) ** n) for n in range(1, 31)]
    notes = [Note(str(number), text) for number, text in enumerate(made_up(10_000))]
    return [
        *rows,
        _row(
            "10,000 paybacks, five ranges",
            PAYBACK_SECONDS,
            lambda: payback(CASE, RANGES, seed=1, start=START),
        ),
        _row("one break-even", BREAKEVEN_SECONDS, lambda: breakeven(CASE, START)),
        _row(
            "one break-even, thousands of occurrences away", BREAKEVEN_SECONDS, lambda: breakeven(far, START)
        ),
        _row("a curve fitted to thirty runs", PAYBACK_SECONDS, lambda: fit(Curve(120.0, 60.0, 0.8), times)),
        _row("10,000 notes grouped, cold", GROUPED_SECONDS, lambda: _grouped(notes)),
    ]


def _grouped(notes: list[Note]) -> None:
    """As for the first time in a process: no stem is known yet."""
    french_stem.cache_clear()
    english_stem.cache_clear()
    recurring(notes)


def _row(name: str, goal: float, work: Callable[[], object]) -> dict[str, Any]:
    """The median time of a few runs, after one that imports and fills tables."""
    work()
    seconds, processor = [], []
    for _ in range(TIMES):
        clock, cpu = time.perf_counter(), time.process_time()
        work()
        seconds.append(time.perf_counter() - clock)
        processor.append(time.process_time() - cpu)
    found = statistics.median(seconds)
    note = (
        f"median of {TIMES}, least {min(seconds) * 1000:.1f};"
        f" {statistics.median(processor) * 1000:.1f} ms of processor"
    )
    return {
        "name": name,
        "goal": goal,
        "found": round(found, 6),
        "unit": "s",
        "met": found <= goal,
        "note": note,
    }
