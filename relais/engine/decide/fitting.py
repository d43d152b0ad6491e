"""The learning curve in times really taken, with how sure that is; with few runs, what the person said stands.

For a given exponent (or speed) both curves are linear in floor and first time, so least squares is a search over one
number with a small exact problem inside (variable projection, Golub & Pereyra 1973). The interval of the rate is
its profile: every rate whose sum of squares an F test would not tell from the best.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import exp, fsum, isfinite, log, sqrt
from typing import Final, Literal

from relais.engine.decide.beta import student
from relais.engine.decide.learning import Curve, Exponential
from relais.engine.faults import Fault, InputRefused

RUNS_LEAST: Final = 5
"""With fewer runs the curve that was set before stands."""
RUNS_LIMIT: Final = 10_000
RATE_LEAST: Final = 0.5
"""A fitted rate is searched between this and 1: quicker learning is not told from noise in the first run."""
SPEED_MOST: Final = 3.0
TOLD_APART: Final = 4.0
"""Difference of Akaike's criterion from which one curve is said to be better (Burnham & Anderson 2002, 2.6)."""
_PARAMETERS: Final = 3
_GRID: Final = 200


@dataclass(frozen=True, slots=True)
class PowerFit:
    """The power curve that fits best. `rate_low` to `rate_high`: 95 % interval of its learning rate; over that interval
    first time and floor lie between their `low` and `high`. `deviation`: standard deviation of a run, same unit."""

    curve: Curve
    rate_low: float
    rate_high: float
    first_low: float
    first_high: float
    floor_low: float
    floor_high: float
    deviation: float


@dataclass(frozen=True, slots=True)
class ExponentialFit:
    """The exponential curve that fits best, with the 95 % interval of its speed (share learnt a run, as an exponent)."""

    curve: Exponential
    speed_low: float
    speed_high: float
    deviation: float


@dataclass(frozen=True, slots=True)
class Fitted:
    """What times really taken say. `curve` is what to compute with: the prior while there are fewer than five runs.

    `better` is set when the runs tell the two curves apart; both are then worth showing. `evidence`: how much smaller
    Akaike's criterion is for the power curve (below 0: for the exponential one).
    """

    runs: int
    curve: Curve
    power: PowerFit | None = None
    exponential: ExponentialFit | None = None
    better: Literal["power", "exponential"] | None = None
    evidence: float = 0.0


def fit(prior: Curve, times: Sequence[float]) -> Fitted:
    """The curve after these times of runs 1, 2, 3…, in the prior's unit.

    Raises InputRefused: `time_out_of_range` (`times[n]`: must be above 0 and finite), `too_many` (10,000 runs at most).
    """
    if len(times) > RUNS_LIMIT:
        raise InputRefused((Fault("times", "too_many"),))
    if wrong := tuple(
        Fault(f"times[{n}]", "time_out_of_range")
        for n, time in enumerate(times)
        if not (isfinite(time) and time > 0)
    ):
        raise InputRefused(wrong)
    if len(times) < RUNS_LEAST:
        return Fitted(len(times), prior)
    power, power_squares = _power(prior, times)
    exponential, exponential_squares = _exponential(times)
    least = 1e-18 * fsum(
        time * time for time in times
    )  # times that lie on a curve leave nothing but rounding
    evidence = len(times) * log(max(exponential_squares, least) / max(power_squares, least))
    better: Literal["power", "exponential"] | None = None
    if abs(evidence) >= TOLD_APART:
        better = "power" if evidence > 0 else "exponential"
    return Fitted(len(times), power.curve, power, exponential, better, evidence)


# --- one number searched, two solved --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Solved:
    squares: float
    floor: float
    gain: float


def _power(prior: Curve, times: Sequence[float]) -> tuple[PowerFit, float]:
    logs = [log(n) for n in range(1, len(times) + 1)]

    def at(rate: float) -> _Solved:
        exponent = Curve(1.0, 0.0, rate).exponent
        return _solve([exp(-exponent * one) for one in logs], times)

    best, solved = _least(at, RATE_LEAST, 1.0)
    if solved.gain == 0.0:  # nothing was learnt in these runs, so they say nothing of the rate
        best = prior.rate
    low, high = _interval(at, best, solved, RATE_LEAST, 1.0, len(times))
    within = [at(low + (high - low) * n / 20) for n in range(21)] + [solved]
    firsts, floors = [one.floor + one.gain for one in within], [one.floor for one in within]
    found = PowerFit(
        Curve(solved.floor + solved.gain, solved.floor, best), low, high,
        min(firsts), max(firsts), min(floors), max(floors), _deviation(solved.squares, len(times)),
    )  # fmt: skip
    return found, solved.squares


def _exponential(times: Sequence[float]) -> tuple[ExponentialFit, float]:
    def at(speed: float) -> _Solved:
        return _solve([exp(-speed * n) for n in range(len(times))], times)

    best, solved = _least(at, 0.0, SPEED_MOST)
    if solved.gain == 0.0:
        best = 0.0
    low, high = _interval(at, best, solved, 0.0, SPEED_MOST, len(times))
    curve = Exponential(solved.floor + solved.gain, solved.floor, best)
    return ExponentialFit(curve, low, high, _deviation(solved.squares, len(times))), solved.squares


def _deviation(squares: float, runs: int) -> float:
    return sqrt(squares / (runs - _PARAMETERS))


def _solve(basis: Sequence[float], times: Sequence[float]) -> _Solved:
    """Least squares of floor + gain · basis, neither below 0: free, then on each edge (two numbers leave no others)."""
    count = len(times)
    mean_time, mean_basis = fsum(times) / count, fsum(basis) / count
    spread = fsum((one - mean_basis) ** 2 for one in basis)
    tries = [(mean_time, 0.0)]
    if spread > 1e-12:
        together = fsum(
            (one - mean_basis) * (time - mean_time) for one, time in zip(basis, times, strict=True)
        )
        gain = together / spread
        tries.append((mean_time - gain * mean_basis, gain))
    through = fsum(one * time for one, time in zip(basis, times, strict=True))
    tries.append((0.0, through / fsum(one * one for one in basis)))
    solved = (
        _Solved(
            fsum((floor + gain * one - time) ** 2 for one, time in zip(basis, times, strict=True)),
            floor,
            gain,
        )
        for floor, gain in tries
        if floor >= 0.0 and gain >= 0.0
    )
    return min(solved, key=lambda one: one.squares)


def _least(at: Callable[[float], _Solved], low: float, high: float) -> tuple[float, _Solved]:
    """The best of a grid, then by golden section between its neighbours."""
    step = (high - low) / _GRID
    n = min(range(_GRID + 1), key=lambda one: at(low + step * one).squares)
    a, b = max(low, low + step * (n - 1)), min(high, low + step * (n + 1))
    golden = (sqrt(5.0) - 1.0) / 2.0
    while b - a > 1e-9:
        c, d = b - golden * (b - a), a + golden * (b - a)
        if at(c).squares <= at(d).squares:
            b = d
        else:
            a = c
    return min(((x, at(x)) for x in (low + step * n, (a + b) / 2)), key=lambda one: one[1].squares)


def _interval(
    at: Callable[[float], _Solved], best: float, solved: _Solved, low: float, high: float, runs: int
) -> tuple[float, float]:
    """The numbers about the best that an F test does not refuse at 95 %: F(1, k) is the square of Student's t(k)."""
    degrees = runs - _PARAMETERS
    limit = solved.squares * (1.0 + student(0.95, degrees) ** 2 / degrees)
    limit += 1e-12 * abs(limit)

    def edge(end: float) -> float:
        if at(end).squares <= limit:
            return end
        inside, outside = best, end
        for _ in range(50):
            middle = (inside + outside) / 2
            if at(middle).squares <= limit:
                inside = middle
            else:
                outside = middle
        return inside

    return edge(low), edge(high)
