"""Guards of reviews, groups and rates: each refuses with a coded reason, or gives back what was meant."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from relais.activities.models import Choice
from relais.activities.rules import VALUE_MOST
from relais.acts.refusal import Refused
from relais.deciding.models import Every
from relais.engine.decide.learning import RATES

PERIOD_YEARS: Final = 10
LOOK_AGAIN_DAYS: Final[Mapping[str, int]] = {
    Choice.KEEP: 91,
    Choice.DROP: 28,
    Choice.AUTOMATE: 56,
    Choice.DELEGATE: 56,
}
"""After how many days a decision is looked at again unless said otherwise: what is dropped is missed soon or never; what is
automated or delegated needs its learning first."""


def period_of(first_on: date, last_on: date) -> tuple[date, date]:
    if first_on > last_on:
        raise Refused("period_backwards", field="last_on")
    if (last_on - first_on).days > 366 * PERIOD_YEARS:
        raise Refused("period_too_long", field="first_on", years=PERIOD_YEARS)
    return first_on, last_on


def every_of(every: str) -> str:
    if every not in Every.values:
        raise Refused("every_unknown", field="every")
    return every


def weekday_of(weekday: int) -> int:
    if not 0 <= weekday <= 6:
        raise Refused("weekday_unknown", field="weekday")
    return weekday


def learning_of(word: str) -> str:
    if word not in RATES:
        raise Refused("learning_unknown", field="learning")
    return word


def rate_of(minor: int, *, field: str) -> int:
    """What an hour is reckoned with, in minor units."""
    if not 0 <= minor <= VALUE_MOST:
        raise Refused("rate_out_of_range", field=field)
    return minor


def look_again_default(choice: str, today: date) -> date:
    """The day to look again when none is said."""
    return today + timedelta(days=LOOK_AGAIN_DAYS.get(choice, 91))
