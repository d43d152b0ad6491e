"""The case of an activity: what delegating it costs and brings, made from what is known of it and from the rates reckoned with.

This is the one place where a case is made, and where what nobody said is assumed; pages say what was.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import OuterRef, Subquery, Sum

from relais.activities.models import Activity
from relais.config.money import minor_digits
from relais.deciding.models import Rates
from relais.deciding.reckoning import case_of_file
from relais.delegations.models import Delivery
from relais.delegations.models import Outcome as Verdict
from relais.engine.decide.breakeven import Case, breakeven
from relais.engine.decide.learning import RATES
from relais.people.models import Business

# What is assumed of learning where nobody said otherwise, in times of the owner's own time for one occurrence.
FIRST: Final = 2.0
FLOOR: Final = 0.9
TRAINING: Final = 5.0
TRAINING_HOURS: Final = (1.0, 12.0)
REVIEW: Final = 0.1
REWORK: Final = 0.8
REDO: Final = (0.3, 0.05, 0.2)
"""The share redone at first, in the end, and how fast it goes from one to the other."""
LEARNING: Final = "usual"

ASSUMED_HOURS: Final = {"EUR": (40, 15), "USD": (40, 15), "GBP": (35, 13), "CHF": (50, 20)}
"""What an hour of the owner and of a delegate is reckoned with until someone says, in whole units. In other currencies
there is no figure that would not mislead: the page asks."""
HOURS_LEAST: Final = 5
"""Hours of accepted work from which what was paid for an hour says something."""
LATEST: Final = 400
"""Of so many deliveries: what was paid years ago says little of today."""


@dataclass(frozen=True, slots=True)
class Reckoned:
    """The rates of a page, in minor units an hour, None where nothing is known; and where each comes from: `said`, `paid`,
    `assumed`, or nothing."""

    owner_hour: int | None
    delegate_hour: int | None
    learning: str
    owner_from: str
    delegate_from: str


def reckoned_for(business: Business, rates: Rates | None) -> Reckoned:
    """What was said; else what accepted work was paid for an hour; else an assumption. One query at most."""
    if rates is not None:
        return Reckoned(rates.owner_hour, rates.delegate_hour, rates.learning, "said", "said")
    unit = 10 ** minor_digits(business.currency)
    owner, delegate = ASSUMED_HOURS.get(business.currency, (None, None))
    paid = paid_for_an_hour(business)
    assumed = delegate * unit if delegate is not None else None
    return Reckoned(
        owner_hour=owner * unit if owner is not None else None,
        delegate_hour=paid if paid is not None else assumed,
        learning=LEARNING,
        owner_from="assumed" if owner is not None else "",
        delegate_from="paid" if paid is not None else "assumed" if delegate is not None else "",
    )


def owner_hour_of(business: Business, rates: Rates | None) -> int | None:
    """An hour of the owner, in minor units: as said, else assumed; None where nothing is known."""
    if rates is not None:
        return rates.owner_hour
    hour = ASSUMED_HOURS.get(business.currency, (None, None))[0]
    return None if hour is None else hour * 10 ** minor_digits(business.currency)


@functools.lru_cache(maxsize=64)
def example_weeks(reckoned: Reckoned, currency: str) -> float | None:
    """After how many weeks teaching has paid back what comes three times a week, 40 minutes each, at these rates."""
    case = case_of(Activity(), Times(3, 40), reckoned, currency=currency)
    return None if case is None else breakeven(case).weeks


def paid_for_an_hour(business: Business) -> int | None:
    """What accepted work cost for each hour that was spent on it, in the business's currency. One query."""
    spent = Delivery.objects.filter(milestone=OuterRef("milestone")).order_by().values("milestone")
    latest = Delivery.objects.filter(business=business).order_by("-id").values("pk")[:LATEST]
    rows = (
        Delivery.objects.filter(
            pk__in=latest, verdict__outcome=Verdict.ACCEPTED, delegation__currency=business.currency,
            milestone__amount__isnull=False, milestone__dropped_at=None,
        )
        .annotate(spent=Subquery(spent.annotate(sum=Sum("minutes")).values("sum")))
        .values_list("milestone_id", "milestone__amount", "spent")
    )  # fmt: skip
    paid = {milestone: (amount or 0, spent) for milestone, amount, spent in rows if spent}.values()
    minutes = sum(spent for _amount, spent in paid)
    return (
        round(sum(amount for amount, _spent in paid) * 60 / minutes) if minutes >= 60 * HOURS_LEAST else None
    )


@dataclass(frozen=True, slots=True)
class Times:
    """How often a week, and minutes each time (`activities.measuring.times_of`: measured, else said); None: not known."""

    per_week: float | None
    minutes: float | None


def missing_of(activity: Activity, times: Times, reckoned: Reckoned) -> tuple[str, ...]:
    """What must be known before delegating an activity can be reckoned: `per_week`, `minutes`, `owner_hour`, `delegate_hour`."""
    missing = [name for name in ("per_week", "minutes") if not getattr(times, name)]
    if activity.hourly_value is None and reckoned.owner_hour is None:
        missing.append("owner_hour")
    if reckoned.delegate_hour is None:
        missing.append("delegate_hour")
    return tuple(missing)


def case_of(
    activity: Activity,
    times: Times,
    reckoned: Reckoned,
    *,
    currency: str,
    kept: Mapping[str, Any] | None = None,
) -> Case | None:
    """The case of an activity, in whole units of the currency; None where something is missing (`missing_of`).

    `kept`: what was reckoned of a case that somebody wrote for it (`Case.reckoned`): it wins over what would be assumed.
    """
    if kept is not None:
        said: Case = case_of_file(kept["file"]).case
        if said.per_week is not None:
            return said
    if missing_of(activity, times, reckoned):
        return None
    unit = 10 ** minor_digits(currency)
    own = activity.hourly_value if activity.hourly_value is not None else reckoned.owner_hour
    hours = (times.minutes or 0) / 60
    least, most = TRAINING_HOURS
    first, last, decay = REDO
    return Case(
        owner_rate=(own or 0) / unit, owner_h=hours, deleg_rate=(reckoned.delegate_hour or 0) / unit,
        first_h=FIRST * hours, floor_h=FLOOR * hours, learning_rate=RATES[reckoned.learning],
        train_h=min(most, max(least, TRAINING * hours)), redo_first=first, redo_last=last, redo_decay=decay,
        review_h=REVIEW * hours, rework_h=REWORK * hours, per_week=times.per_week,
    )  # fmt: skip
