"""When delegating a recurring task has paid back what teaching it cost, in money and in the owner's hours.

Gain of occurrence n: g_n = c_o h_o − [c_d t_n + c_o v + q_n (c_d h_r + c_o v)], q_n = q_∞ + (q_0 − q_∞) e^(−κ(n−1));
set-up: (c_o + c_d) H + hand-over cost. Times fall (`learning.Curve`) and less is redone, so gains never fall: once a
gain is above zero and the discounted balance too, it stays there. `payback` does this for inputs that are ranges.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, exp, isfinite, log1p
from typing import Final, Literal

from relais.engine.decide.learning import Curve
from relais.engine.decide.ranges import AMOUNT_LIMIT
from relais.engine.faults import Fault, InputRefused

OCCURRENCES_LIMIT: Final = 1_000_000
"""Beyond so many occurrences no payback is looked for: daily, that is 2,700 years."""
PER_WEEK_LIMIT: Final = 1e6
WEEKS_IN_YEAR: Final = 365.2425 / 7
YEARS: Final = range(1900, 2200)
_SHOWN_ALL: Final = 100
_SHOWN_MORE: Final = 100


@dataclass(frozen=True, slots=True)
class Case:
    """One recurring task, done by its owner or handed to a delegate. Rates are money an hour, times are hours.

    - `owner_rate`, `owner_h`: what the owner's hour is worth, and the owner's own time for one occurrence;
    - `deleg_rate`, `first_h`, `floor_h`, `learning_rate`: the delegate's hour, first time, time never got below, and
      what remains of the rest at each doubling (above 0, at most 1);
    - `train_h`: hours of teaching, for each of the two; `handover_cost`: money spent once;
    - `redo_first`, `redo_last`, `redo_decay`: the share redone at first and in the end (0 to 1), and how fast (per
      occurrence) it goes from one to the other; `review_h`: the owner's look at one delivery, `rework_h`: the delegate's redoing;
    - `per_week`: how often it comes, None where that is not known; `discount_per_year`: 0.05 is five per cent.
    """

    owner_rate: float
    owner_h: float
    deleg_rate: float
    first_h: float
    floor_h: float
    learning_rate: float
    train_h: float
    handover_cost: float = 0.0
    redo_first: float = 0.0
    redo_last: float = 0.0
    redo_decay: float = 0.0
    review_h: float = 0.0
    rework_h: float = 0.0
    per_week: float | None = None
    discount_per_year: float = 0.0

    @property
    def curve(self) -> Curve:
        return Curve(self.first_h, self.floor_h, self.learning_rate)

    @property
    def setup_cost(self) -> float:
        """Money before the first occurrence: the hours of both and the hand-over."""
        return (self.owner_rate + self.deleg_rate) * self.train_h + self.handover_cost

    def redone(self, n: int) -> float:
        """Share of occurrence n that is redone."""
        return self.redo_last + (self.redo_first - self.redo_last) * exp(-self.redo_decay * (n - 1))

    def gain(self, n: int) -> float:
        """Money that occurrence n gives back, below 0 where it costs more than doing it oneself."""
        return self._gain(self.curve.time(n), self.redone(n))

    def hours_won(self, n: int) -> float:
        """The owner's hours that occurrence n gives back."""
        return self.owner_h - self.review_h * (1.0 + self.redone(n))

    @property
    def last_gain(self) -> float:
        """What gains come up to: the delegate at the floor, as little redone as there will be."""
        time = self.first_h if self.learning_rate == 1.0 else self.floor_h
        return self._gain(time, self.redone(1) if self.redo_decay == 0.0 else self.redo_last)

    @property
    def last_hours_won(self) -> float:
        return self.owner_h - self.review_h * (
            1.0 + (self.redo_first if self.redo_decay == 0.0 else self.redo_last)
        )

    @property
    def discount(self) -> float:
        """Factor from one occurrence to the next."""
        if self.discount_per_year == 0.0 or self.per_week is None:
            return 1.0
        return exp(-log1p(self.discount_per_year) / (WEEKS_IN_YEAR * self.per_week))

    def _gain(self, time: float, redone: float) -> float:
        own = self.owner_rate * self.owner_h
        review = self.owner_rate * self.review_h
        return own - (self.deleg_rate * time + review + redone * (self.deleg_rate * self.rework_h + review))


_AMOUNTS: Final = (
    "owner_rate", "owner_h", "deleg_rate", "first_h", "floor_h", "train_h", "handover_cost", "redo_decay", "review_h",
    "rework_h",
)  # fmt: skip


def faults(case: Case) -> tuple[Fault, ...]:
    """Everything wrong with a case; the paths are its fields.

    Codes: `amount_out_of_range` (0 to 10^12), `share_out_of_range` (0 to 1), `learning_rate_out_of_range` (above 0, at
    most 1), `per_week_out_of_range` (above 0, at most a million), `per_week_missing` (a discount needs it),
    `discount_out_of_range` (0 to 10), `floor_above_first`, `redo_last_above_first`.
    """
    return tuple(_faults(case))


def _faults(case: Case) -> Iterator[Fault]:
    for name in Case.__slots__:
        value = getattr(case, name)
        if value is not None and (code := fault_of(name, value)):
            yield Fault(name, code)
    if case.floor_h > case.first_h:
        yield Fault("floor_h", "floor_above_first")
    if case.redo_last > case.redo_first:
        yield Fault("redo_last", "redo_last_above_first")
    if case.per_week is None and case.discount_per_year != 0.0:
        yield Fault("per_week", "per_week_missing")


def fault_of(name: str, value: float) -> str | None:
    """The code of what is wrong with this value of a field, taken alone."""
    least, most, code = limits(name)
    above_zero = name in ("learning_rate", "per_week")
    if isfinite(value) and least <= value <= most and not (above_zero and value == 0.0):
        return None
    return code


def limits(name: str) -> tuple[float, float, str]:
    """The least and the greatest that a field of a case may be, and the code of being outside."""
    if name in _AMOUNTS:
        return 0.0, AMOUNT_LIMIT, "amount_out_of_range"
    if name == "learning_rate":
        return 0.0, 1.0, "learning_rate_out_of_range"
    if name == "per_week":
        return 0.0, PER_WEEK_LIMIT, "per_week_out_of_range"
    if name == "discount_per_year":
        return 0.0, 10.0, "discount_out_of_range"
    return 0.0, 1.0, "share_out_of_range"


@dataclass(frozen=True, slots=True)
class BreakEven:
    """When it pays back.

    - `occurrence`: the first after which the balance stays at or above 0, None when it never does; `reason` then says
      whether even the last gain is none (`no_gain`), the discount eats what is left (`discounted`), or a million
      occurrences are not enough (`too_far`);
    - `weeks` from the start, and the `date`, None where the frequency or the start is not known (a date after 2199 too);
    - `hours_occurrence`: the same as `occurrence`, in the owner's hours;
    - `balance` and `owner_hours`: money (discounted) and hours won after each occurrence shown: the first hundred,
      then at even steps to twice the later of the two occurrences;
    - `gain_per_week_after_learning`: money, None where the frequency is not known.
    """

    occurrence: int | None
    reason: Literal["", "no_gain", "discounted", "too_far"]
    weeks: float | None
    date: date | None
    hours_occurrence: int | None
    balance: tuple[tuple[int, float], ...]
    owner_hours: tuple[tuple[int, float], ...]
    gain_per_week_after_learning: float | None


def breakeven(case: Case, start: date | None = None) -> BreakEven:
    """Break-even of a case whose first week begins on `start`. O(occurrences until it pays back).

    Occurrence n falls n / per_week weeks after the start. Raises InputRefused with all `faults`.
    """
    if wrong := faults(case):
        raise InputRefused(wrong)
    occurrence, reason = _first_for_good(case)
    hours_occurrence = _first_in_hours(case)
    shown = _shown(occurrence, hours_occurrence)
    balance, owner_hours = _balances(case, shown)
    weeks = None if occurrence is None or case.per_week is None else occurrence / case.per_week
    return BreakEven(
        occurrence, reason, weeks, date_after(start, weeks), hours_occurrence, balance, owner_hours,
        None if case.per_week is None else case.per_week * case.last_gain,
    )  # fmt: skip


def date_after(start: date | None, weeks: float | None) -> date | None:
    """The day on which so many weeks have passed, None where one of the two is not known or it is after 2199."""
    if start is None or weeks is None or weeks > (YEARS.stop - start.year) * WEEKS_IN_YEAR:
        return None
    # A ninth digit: 3 / 0.3 is ten weeks, not ten and a day.
    found = start + timedelta(days=ceil(round(weeks * 7, 9)))
    return found if found.year in YEARS else None


def _first_for_good(case: Case) -> tuple[int | None, Literal["", "no_gain", "discounted", "too_far"]]:
    """The first n after which the balance stays ≥ 0. Gains never fall, so that is the first n with balance ≥ 0 whose
    next gain is ≥ 0; it is never where even the gain at the end, or all that is left of it discounted, is too small."""
    last, discount = case.last_gain, case.discount
    setup = case.setup_cost
    tiny = 1e-12 * (setup + case.owner_rate * case.owner_h)  # what adding in another order changes
    if last < 0.0 or (last == 0.0 and setup > 0.0):
        return None, "no_gain"
    if setup > OCCURRENCES_LIMIT * last:
        return None, "too_far"
    balance, factor = -setup, 1.0
    gain = case.gain(1)
    for n in range(1, OCCURRENCES_LIMIT + 1):
        factor *= discount
        balance += gain * factor
        gain = case.gain(n + 1)
        if balance >= -tiny and gain >= 0.0:
            return n, ""
        if discount < 1.0 and balance + last * factor * discount / (1.0 - discount) < -tiny:
            return None, "discounted"
    return None, "too_far"


def _first_in_hours(case: Case) -> int | None:
    last = case.last_hours_won
    if last < 0.0 or (last == 0.0 and case.train_h > 0.0) or case.train_h > OCCURRENCES_LIMIT * last:
        return None
    hours, tiny = -case.train_h, 1e-12 * (case.train_h + case.owner_h)
    for n in range(1, OCCURRENCES_LIMIT + 1):
        hours += case.hours_won(n)
        if hours >= -tiny and case.hours_won(n + 1) >= 0.0:
            return n
    return None


def _shown(*occurrences: int | None) -> set[int]:
    """Occurrences whose balance is told: a picture needs no more."""
    found = {n for n in occurrences if n is not None}
    end = 2 * max(found, default=0)
    steps = range(_SHOWN_ALL, end + 1, max(1, (end - _SHOWN_ALL) // _SHOWN_MORE)) if end > _SHOWN_ALL else ()
    return {*range(1, _SHOWN_ALL + 1), *steps, *found}


def _balances(
    case: Case, shown: set[int]
) -> tuple[tuple[tuple[int, float], ...], tuple[tuple[int, float], ...]]:
    money, hours, factor, discount = -case.setup_cost, -case.train_h, 1.0, case.discount
    balance, owner_hours = [], []
    for n in range(1, max(shown) + 1):
        factor *= discount
        money += case.gain(n) * factor
        hours += case.hours_won(n)
        if n in shown:
            balance.append((n, money))
            owner_hours.append((n, hours))
    return tuple(balance), tuple(owner_hours)
