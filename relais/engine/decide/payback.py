"""Break-even when inputs are ranges: the payback as a distribution, and what it depends on most.

Each draw takes every range at random, independently (PERT-beta), and finds its own break-even. Up to occurrence 256 the
balance is summed as `breakeven` sums it; further on in blocks that grow by an eighth, each summed by Gauss and Legendre's
rule over its middle-to-middle integral, and the crossing is found inside its block on a straight line: within one in
a hundred of the occurrence, which is far below what the ranges themselves say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from math import inf, isinf
from typing import TYPE_CHECKING, Final

from relais.engine.decide import drawing
from relais.engine.decide.breakeven import (
    OCCURRENCES_LIMIT,
    WEEKS_IN_YEAR,
    Case,
    breakeven,
    date_after,
    fault_of,
    faults,
    limits,
)  # fmt: skip
from relais.engine.decide.ranges import Range, faults_of_range
from relais.engine.faults import Fault, InputRefused

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from relais.engine.decide.drawing import Numbers

DRAWS: Final = 10_000
DRAWS_LIMIT: Final = 100_000
SHARES: Final = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
_SUMMED: Final = 256
_AT_ONCE: Final = 4_096


@dataclass(frozen=True, slots=True)
class At:
    """One percentile of the payback; None from where it never comes (or not within a million occurrences)."""

    share: float
    occurrence: int | None
    weeks: float | None
    date: date | None


@dataclass(frozen=True, slots=True)
class Dependence:
    """How much the payback hangs on one input: rank correlation with it over all draws (above 0: more of it, later), and
    the payback with the input at its tenth (`low`) and at its ninetieth percentile (`high`), all others most likely."""

    name: str
    correlation: float
    low: At
    high: At


@dataclass(frozen=True, slots=True)
class Payback:
    """The distribution of the payback. `never`: share of draws that never pay back. `depends_on`: most first."""

    draws: int
    seed: int
    never: float
    percentiles: tuple[At, ...]
    depends_on: tuple[Dependence, ...]


def payback(
    case: Case, ranges: Mapping[str, Range], *, seed: int, draws: int = DRAWS, start: date | None = None
) -> Payback:
    """The payback of a case of which some inputs, by their field's name, are ranges; `case` has the most likely values.

    A floor drawn above the first time is taken as the first time, and so are the shares redone. Raises InputRefused:
    `faults` of the case, `input_unknown`, `range_reversed`, the code of a bound that lies outside, `draws_out_of_range`
    (1 to 100,000), `seed_out_of_range`.
    """
    if wrong := tuple(_faults(case, ranges, seed, draws)):
        raise InputRefused(wrong)
    drawn = _draw(case, ranges, seed, draws)
    found = _occurrences(drawn, draws)
    per_week = drawn.get("per_week")
    weeks = None if per_week is None else found / per_week
    result = found if weeks is None else weeks
    depends = []
    for name, one in ranges.items():
        if not one.is_point:
            low, high = (_with(case, name, one, share, start) for share in (0.1, 0.9))
            depends.append(Dependence(name, drawing.rank_correlation(drawn[name], result), low, high))
    depends.sort(key=lambda one: (-abs(one.correlation), one.name))
    return Payback(
        draws, seed, float((found == inf).mean()), _percentiles(found, weeks, start), tuple(depends)
    )


def _faults(case: Case, ranges: Mapping[str, Range], seed: int, draws: int) -> Iterator[Fault]:
    yield from faults(case)
    for name, one in ranges.items():
        if name not in Case.__slots__:
            yield Fault(name, "input_unknown")
            continue
        least, most, code = limits(name)
        yield from faults_of_range(name, one, least, most, code)
        if one.low == 0.0 and (code := fault_of(name, 0.0) or ""):
            yield Fault(name, code)
    if case.per_week is None and "per_week" in ranges:
        yield Fault("per_week", "per_week_missing")
    if not 1 <= draws <= DRAWS_LIMIT:
        yield Fault("draws", "draws_out_of_range")
    if not 0 <= seed < drawing.SEED_LIMIT:
        yield Fault("seed", "seed_out_of_range")


def _draw(case: Case, ranges: Mapping[str, Range], seed: int, draws: int) -> dict[str, Numbers]:
    """Every input, drawn or repeated. In the order of the fields, so that the order of a file changes nothing."""
    import numpy as np

    random, found = drawing.generator(seed), {}
    for name in Case.__slots__:
        value = getattr(case, name)
        if name in ranges:
            found[name] = drawing.quantiles(ranges[name], random.random(draws))
        elif value is not None:
            found[name] = np.full(draws, float(value))
    found["floor_h"] = np.minimum(found["floor_h"], found["first_h"])
    found["redo_last"] = np.minimum(found["redo_last"], found["redo_first"])
    return found


def _with(case: Case, name: str, one: Range, share: float, start: date | None) -> At:
    """The payback with this input at this percentile of it."""
    changed = replace(case, **{name: one.quantile(share)})
    changed = replace(
        changed, floor_h=min(changed.floor_h, changed.first_h), redo_last=min(changed.redo_last, changed.redo_first),
    )  # fmt: skip
    found = breakeven(changed, start)
    return At(share, found.occurrence, found.weeks, found.date)


def _percentiles(found: Numbers, weeks: Numbers | None, start: date | None) -> tuple[At, ...]:
    import numpy as np

    by_count = np.sort(found)
    by_week = None if weeks is None else np.sort(weeks)

    def at(share: float) -> At:
        n = drawing.percentile(by_count, share)
        w = inf if by_week is None else drawing.percentile(by_week, share)
        some = None if isinf(w) else w
        return At(share, None if isinf(n) else round(n), some, date_after(start, some))

    return tuple(at(share) for share in SHARES)


# --- the occurrence of each draw --------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Open:
    """Draws that have not paid back yet, a number each: where they stand and what their gains are made of."""

    place: NDArray[np.intp]
    balance: Numbers
    last: Numbers
    learnt: Numbers
    exponent: Numbers
    redone: Numbers
    decay: Numbers
    decline: Numbers
    """−ln of the discount from one occurrence to the next."""

    def keep(self, which: NDArray[np.bool_]) -> None:
        for name in _Open.__slots__:
            setattr(self, name, getattr(self, name)[which])

    def gains(self, at: Numbers) -> Numbers:
        """Undiscounted gains at occurrences `at`, one row each: what they come up to, less learning, less redoing."""
        import numpy as np

        lost = self.learnt * np.exp(-self.exponent * np.log(at)[:, None])
        if self.redone.any():
            lost += self.redone * np.exp(-self.decay * (at - 1.0)[:, None])
        gains: Numbers = self.last - lost
        return gains

    def discounts(self, at: Numbers) -> Numbers:
        import numpy as np

        found: Numbers = np.exp(-self.decline * at[:, None])
        return found


def _occurrences(drawn: Mapping[str, Numbers], draws: int) -> Numbers:
    """The break-even of each draw, infinity for never."""
    import numpy as np

    found = np.full(draws, inf)
    for begin in range(0, draws, _AT_ONCE):
        part = {name: many[begin : begin + _AT_ONCE] for name, many in drawn.items()}
        out = found[begin : begin + _AT_ONCE]
        left = _opened(part)
        _settle(left, out)
    found[found > OCCURRENCES_LIMIT] = inf
    return found


def _opened(d: Mapping[str, Numbers]) -> _Open:
    import numpy as np

    own_review = d["owner_rate"] * d["review_h"]
    costs_redone = d["deleg_rate"] * d["rework_h"] + own_review
    steady, flat = d["learning_rate"] == 1.0, d["redo_decay"] == 0.0
    learnt = np.where(steady, 0.0, d["deleg_rate"] * (d["first_h"] - d["floor_h"]))
    redone = np.where(flat, 0.0, costs_redone * (d["redo_first"] - d["redo_last"]))
    last = (
        d["owner_rate"] * d["owner_h"] - d["deleg_rate"] * np.where(steady, d["first_h"], d["floor_h"])
        - own_review - costs_redone * np.where(flat, d["redo_first"], d["redo_last"])
    )  # fmt: skip
    decline = np.zeros(len(last))
    if "per_week" in d:
        decline = np.log1p(d["discount_per_year"]) / (WEEKS_IN_YEAR * d["per_week"])
    setup = (d["owner_rate"] + d["deleg_rate"]) * d["train_h"] + d["handover_cost"]
    found = _Open(
        np.arange(len(last)),
        -setup,
        last,
        learnt,
        -np.log2(d["learning_rate"]),
        redone,
        d["redo_decay"],
        decline,
    )
    found.keep((last > 0.0) | ((last == 0.0) & (setup == 0.0)))
    return found


def _settle(left: _Open, out: Numbers) -> None:
    """Write into `out` where each open draw pays back for good, summing occurrence by occurrence, then by blocks."""
    import numpy as np

    n = 1
    while n <= _SUMMED and len(left.place):
        at = np.arange(n, n + 32, dtype=float)
        gains = left.gains(at)
        running = left.balance + np.cumsum(gains * left.discounts(at), axis=0)
        following = np.vstack((gains[1:], left.gains(at[-1:] + 1.0)))
        good = (running >= 0.0) & (following >= 0.0)
        done = good.any(axis=0)
        out[left.place[done]] = n + good.argmax(axis=0)[done]
        left.balance = running[-1]
        n += 32
        left.keep(~done & _may_still(left, n))
    while n <= OCCURRENCES_LIMIT and len(left.place):
        length = n // 8
        gained = _block(left, n, length)
        balance = left.balance + gained
        done = (balance >= 0.0) & (left.gains(np.array([float(n + length)]))[0] >= 0.0)
        part = np.clip(-left.balance[done] / gained[done], 0.0, 1.0)
        out[left.place[done]] = np.ceil(n - 1 + part * length)
        left.balance = balance
        n += length
        left.keep(~done & _may_still(left, n))


def _block(left: _Open, n: int, length: int) -> Numbers:
    """Discounted gains of occurrences n … n + length − 1: their integral from n − ½, which is theirs but for terms of
    the second derivative over 24."""
    places, weights = drawing.gauss(6)
    at = n - 0.5 + (places + 1.0) / 2.0 * length
    terms = left.gains(at) * left.discounts(at) * (weights / 2.0 * length)[:, None]
    found: Numbers = terms.sum(axis=0)
    return found


def _may_still(left: _Open, n: int) -> NDArray[np.bool_]:
    """Whether even the last gain at every occurrence from n on, discounted, could lift the balance above 0."""
    import numpy as np

    with np.errstate(divide="ignore", invalid="ignore"):
        most = left.last * np.exp(-left.decline * n) / -np.expm1(-left.decline)
    able: NDArray[np.bool_] = (left.decline == 0.0) | (left.balance + most >= 0.0)
    return able
