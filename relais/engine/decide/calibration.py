"""Forecasts against what happened: is a person's judgement well set, and how little do few cases say?

Brier 1950: the mean square of probability less outcome (0: always right and sure; 0.25: always saying one half). Whether a
score or a lean could be chance is asked of the forecasts themselves: were each of them true, the score would have mean
Σ p(1 − p) / n and variance Σ p(1 − p)(1 − 2p)² / n² (Spiegelhalter 1986).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import ceil, fsum, isfinite, sqrt
from typing import Final

from relais.engine.decide.beta import share_between, student
from relais.engine.faults import Fault, InputRefused

BANDS: Final = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
CASES_LIMIT: Final = 100_000
LEAN_SOUGHT: Final = 0.1
"""A lean worth knowing: saying 30 % where 40 % happens."""
_TWO_SIDED: Final = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Forecast:
    """A probability (0 to 1) that was written down, whether it happened, and when that was known."""

    probability: float
    happened: bool
    on: date


@dataclass(frozen=True, slots=True)
class ScoreAt:
    """The Brier score of all cases up to this day, and how many they are."""

    on: date
    cases: int
    score: float


@dataclass(frozen=True, slots=True)
class Band:
    """Forecasts from `low` to `high`: their mean, how many, how many happened, and where the true share lies at 95 %."""

    low: float
    high: float
    mean: float
    cases: int
    happened: int
    share_low: float
    share_high: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """What the cases say. `lean`: share that happened less mean probability; above 0, things happen more often than was said.

    - `expected` and `spread`: the score that these very forecasts would have were they all true, and its standard deviation;
    - `blind`: a lean smaller than this cannot be told from chance with so few cases (95 %); `is_leaning`: it is not chance;
    - `cases_needed`: from how many cases on a lean of 0.1 would show, were later forecasts as these, None without any case.
    """

    cases: int
    score: float | None
    expected: float | None
    spread: float | None
    lean: float | None
    blind: float | None
    is_leaning: bool
    cases_needed: int | None
    over_time: tuple[ScoreAt, ...]
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class Lateness:
    """Days by which what was forecast came later (above 0) or sooner: the mean, and where the true mean lies at 95 %
    (Student's t), None with fewer than two cases."""

    cases: int
    mean: float | None
    low: float | None
    high: float | None


def calibrate(forecasts: Sequence[Forecast]) -> Calibration:
    """What forecasts were worth, in any order; those that are not decided yet are left out by the caller. O(n log n).

    Raises InputRefused: `probability_out_of_range` (`forecasts[n].probability`), `too_many` (100,000).
    """
    if len(forecasts) > CASES_LIMIT:
        raise InputRefused((Fault("forecasts", "too_many"),))
    if wrong := tuple(
        Fault(f"forecasts[{n}].probability", "probability_out_of_range")
        for n, one in enumerate(forecasts)
        if not (isfinite(one.probability) and 0.0 <= one.probability <= 1.0)
    ):
        raise InputRefused(wrong)
    cases = len(forecasts)
    if not cases:
        return Calibration(
            0, None, None, None, None, None, is_leaning=False, cases_needed=None, over_time=(), bands=()
        )
    over_time = tuple(_over_time(forecasts))
    unsure = [one.probability * (1.0 - one.probability) for one in forecasts]
    spread = sqrt(fsum(u * (1.0 - 2.0 * f.probability) ** 2 for u, f in zip(unsure, forecasts, strict=True)))
    lean = fsum(one.happened - one.probability for one in forecasts) / cases
    blind = _TWO_SIDED * sqrt(fsum(unsure)) / cases
    return Calibration(
        cases, over_time[-1].score, fsum(unsure) / cases, spread / cases, lean, blind, abs(lean) > blind + 1e-12,
        ceil((_TWO_SIDED / LEAN_SOUGHT) ** 2 * fsum(unsure) / cases), over_time, tuple(_bands(forecasts)),
    )  # fmt: skip


def _over_time(forecasts: Sequence[Forecast]) -> Iterator[ScoreAt]:
    """One score a day on which something was known."""
    ordered = sorted(forecasts, key=lambda one: one.on)
    total = 0.0
    for n, one in enumerate(ordered, start=1):
        total += (one.probability - one.happened) ** 2
        if n == len(ordered) or ordered[n].on != one.on:
            yield ScoreAt(one.on, n, total / n)


def _bands(forecasts: Sequence[Forecast]) -> Iterator[Band]:
    """Bands that hold something; a bound belongs to the band above it, 1 to the last."""
    for low, high in pairwise(BANDS):
        within = [f for f in forecasts if low <= f.probability < high or f.probability == high == 1.0]
        if within:
            happened = sum(f.happened for f in within)
            mean = fsum(f.probability for f in within) / len(within)
            yield Band(low, high, mean, len(within), happened, *share_between(happened, len(within)))


def lateness(days: Sequence[float]) -> Lateness:
    """How late paybacks (or anything forecast with a date) came, in days after the forecast one each.

    Raises InputRefused: `days_out_of_range` (not finite).
    """
    if wrong := tuple(
        Fault(f"days[{n}]", "days_out_of_range") for n, one in enumerate(days) if not isfinite(one)
    ):
        raise InputRefused(wrong)
    if not days:
        return Lateness(0, None, None, None)
    mean = fsum(days) / len(days)
    if len(days) < 2:
        return Lateness(1, mean, None, None)
    deviation = sqrt(fsum((one - mean) ** 2 for one in days) / (len(days) - 1))
    half = student(0.95, len(days) - 1) * deviation / sqrt(len(days))
    return Lateness(len(days), mean, mean - half, mean + half)
