"""A break-even as it is asked and answered in plain values: what files, forms and programs say, and what they are told.

One place for all doors, so that a page, the API and the command line give the same figures for the same question.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from relais.engine.decide import breakeven
from relais.engine.decide.breakeven import BreakEven, Case
from relais.engine.decide.ranges import Range, faults_of_range
from relais.engine.decide.telling import rounded
from relais.engine.faults import Fault, InputRefused

if TYPE_CHECKING:
    from relais.engine.decide.payback import At, Payback

KEYS: Final = Case.__slots__
REQUIRED: Final = tuple(one.name for one in fields(Case) if one.default is MISSING)


@dataclass(frozen=True, slots=True)
class AskedCase:
    """The most likely values, those that are ranges, and the day of the start if it was said."""

    case: Case
    ranges: dict[str, Range]
    start: date | None


def case_of(given: Mapping[str, Range], start: date | None = None) -> AskedCase:
    """The case that these numbers and ranges describe, by the fields of `Case`.

    Raises InputRefused with all that is wrong: `key_missing`, `input_unknown`, `range_reversed`, the codes of
    `breakeven.faults`, `date_out_of_range` (years 1900 to 2199).
    """
    missing = (Fault(name, "key_missing") for name in REQUIRED if name not in given)
    unknown = (Fault(name, "input_unknown") for name in given if name not in KEYS)
    if wrong := (*missing, *unknown, *faults_of_ranges(given)):
        raise InputRefused(wrong)
    case = Case(**{name: one.likely for name, one in given.items()})
    found = list(breakeven.faults(case))
    if start is not None and start.year not in breakeven.YEARS:
        found.append(Fault("start", "date_out_of_range"))
    if found:
        raise InputRefused(tuple(found))
    return AskedCase(case, {name: one for name, one in given.items() if not one.is_point}, start)


def faults_of_ranges(given: Mapping[str, Range]) -> Iterator[Fault]:
    """What is wrong with each input taken alone."""
    for name in KEYS:
        if (one := given.get(name)) is not None:
            least, most, code = breakeven.limits(name)
            wrong = list(faults_of_range(name, one, least, most, code))
            if not wrong and (above_zero := breakeven.fault_of(name, one.low)):
                wrong.append(Fault(name, above_zero))
            yield from wrong


def answered(found: BreakEven, payback: Payback | None) -> dict[str, Any]:
    """A break-even in plain values, rounded; `uncertainty` is None when no input was a range. docs/algorithms/decide.md."""
    said: dict[str, Any] = rounded(
        {
            "occurrence": found.occurrence,
            "reason": found.reason or None,
            "weeks": found.weeks,
            "date": _day(found.date),
            "balance": found.balance,
            "owner_hours": found.owner_hours,
            "owner_hours_occurrence": found.hours_occurrence,
            "gain_per_week_after_learning": found.gain_per_week_after_learning,
            "uncertainty": None if payback is None else _uncertainty(payback),
        }
    )
    return said


def _uncertainty(payback: Payback) -> dict[str, Any]:
    return {
        "draws": payback.draws,
        "seed": payback.seed,
        "never": payback.never,
        "percentiles": [_at(one) for one in payback.percentiles],
        "depends_on": [
            {
                "key": one.name,
                "rank_correlation": one.correlation,
                "at_low": _at(one.low),
                "at_high": _at(one.high),
            }
            for one in payback.depends_on
        ],
    }


def _at(one: At) -> dict[str, Any]:
    return {
        "share": one.share, "occurrence": one.occurrence, "weeks": one.weeks, "date": _day(one.date),
    }  # fmt: skip


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
