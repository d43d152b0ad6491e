"""From what was said of a case to its break-even: the one way, for the page, the API and a file of `relais breakeven`.

Pure but for numpy's draws, which are seeded by the case: the same case always gives the same figures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from relais.engine.decide import breakeven as engine
from relais.engine.decide.asked import KEYS, answered, case_of
from relais.engine.decide.fitting import Fitted, fit
from relais.engine.decide.learning import RATES, Curve
from relais.engine.decide.payback import payback
from relais.engine.decide.ranges import Range
from relais.engine.decide.telling import rounded
from relais.engine.faults import Fault, InputRefused

FITTED: Final = ("first_h", "floor_h", "learning_rate")


@dataclass(frozen=True, slots=True)
class Reckoned:
    """`file`: what `relais breakeven FILE` reads; `answer`: what it prints with `--seed`; `runs`: the delegate's minutes that
    were counted; `learning`: what they say, None with fewer than five."""

    file: dict[str, Any]
    answer: dict[str, Any]
    runs: list[int]
    learning: dict[str, Any] | None

    @property
    def stored(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def case(self) -> engine.Case:
        return case_of_file(self.file).case


def seed_of(case_id: UUID) -> int:
    """The seed of a case's draws, short enough to be typed after `--seed`."""
    return case_id.int % 10**9


def reckon(
    inputs: Mapping[str, Any],
    *,
    starts_on: date,
    seed: int,
    exchange_rate: Decimal | None = None,
    runs: Sequence[int] = (),
) -> Reckoned:
    """Reckon a case. Raises InputRefused with every fault; the paths are the keys of `inputs`, or `times`."""
    given = ranges_in(inputs)
    case_of(given, starts_on)  # what was said is judged before it is converted or fitted
    if exchange_rate is not None:
        given["deleg_rate"] = given["deleg_rate"].times(float(exchange_rate))
    fitted = _fitted(given, runs)
    if fitted is not None and fitted.power is not None:
        power = fitted.power
        curve = power.curve
        given["first_h"] = Range(power.first_low, curve.first, power.first_high)
        given["floor_h"] = Range(power.floor_low, curve.floor, power.floor_high)
        given["learning_rate"] = Range(power.rate_low, curve.rate, power.rate_high)
    file = {name: plain(given[name]) for name in KEYS if name in given} | {"start": starts_on.isoformat()}
    # What is told is computed from what is kept: a file has as many decimals as this one.
    asked = case_of_file(file)
    drawn = payback(asked.case, asked.ranges, seed=seed, start=starts_on) if asked.ranges else None
    answer = answered(engine.breakeven(asked.case, starts_on), drawn)
    return Reckoned(file, answer, list(runs), None if fitted is None else rounded(asdict(fitted)))


def case_of_file(file: Mapping[str, Any]) -> Any:
    """The engine's case of a stored `file`."""
    start = file.get("start")
    given = {name: one for name, one in file.items() if name != "start"}
    return case_of(ranges_in(given), date.fromisoformat(start) if start else None)


def ranges_in(inputs: Mapping[str, Any]) -> dict[str, Range]:
    """Inputs as they are stored or sent, as ranges. Raises InputRefused: `not_range_of_three`, `rate_word_unknown`,
    `not_number`."""
    found, wrong = {}, []
    for name, said in inputs.items():
        try:
            found[name] = _range(name, said)
        except ValueError as error:
            wrong.append(Fault(name, str(error)))
    if wrong:
        raise InputRefused(tuple(wrong))
    return found


def _range(name: str, said: Any) -> Range:
    if name == "learning_rate" and isinstance(said, str):
        if said not in RATES:
            raise ValueError("rate_word_unknown")
        return Range.point(RATES[said])
    many = said if isinstance(said, list | tuple) else [said] * 3
    if len(many) != 3:
        raise ValueError("not_range_of_three")
    if any(isinstance(one, bool) or not isinstance(one, int | float) for one in many):
        raise ValueError("not_number")
    try:
        return Range(*(float(one) for one in many))
    except OverflowError:
        raise ValueError("not_number") from None


def plain(one: Range) -> Any:
    """A range as a file says it: one number where it is known."""
    low, likely, high = (_number(x) for x in (one.low, one.likely, one.high))
    return likely if one.is_point else [low, likely, high]


def _number(value: float) -> int | float:
    kept = round(value, 9)
    return int(kept) if kept == int(kept) else kept


def _fitted(given: Mapping[str, Range], runs: Sequence[int]) -> Fitted | None:
    """What the runs say, None where they are too few to say anything."""
    if not runs:
        return None
    prior = Curve(given["first_h"].likely, given["floor_h"].likely, given["learning_rate"].likely)
    found = fit(prior, [minutes / 60 for minutes in runs])
    return found if found.power is not None else None
