"""When reviews fall: wall-clock times in the zone of their rhythm, worked out and never stored."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from relais.deciding.models import Every, Rhythm

EARLY: Final = timedelta(days=4)
"""A review opened so long before its day counts for it."""
LENGTH: Final = timedelta(minutes=45)
"""How long a review is in the calendar."""
DAYS: Final = {Every.TWO_WEEKS: 14, Every.MONTH: 31}
"""The period that a first review rereads, in days."""


def first_on(every: str, weekday: int, after: date) -> date:
    """The first day of a rhythm that is set on the day `after`: the next such weekday; for a month, its next first one."""
    day = after + timedelta(days=(weekday - after.weekday()) % 7 or 7)
    if every == Every.MONTH and day.day > 7:
        day = _first_weekday(*_next_month(day), weekday)
    return day


def days_of(rhythm: Rhythm) -> Iterator[date]:
    """The days of reviews, without end."""
    day = rhythm.starts_on
    while True:
        yield day
        if rhythm.every == Every.TWO_WEEKS:
            day += timedelta(days=14)
        else:
            day = _first_weekday(*_next_month(day), rhythm.weekday)


def moments_between(rhythm: Rhythm, start: datetime, end: datetime) -> list[datetime]:
    """The moments of reviews in [start, end), aware, in the rhythm's zone."""
    found: list[datetime] = []
    for day in days_of(rhythm):
        moment = at(rhythm, day)
        if moment >= end:
            return found
        if moment >= start:
            found.append(moment)
    return found


def last_due(rhythm: Rhythm, now: datetime) -> datetime | None:
    """The latest moment of a review that has come; None before the first."""
    found = None
    for day in days_of(rhythm):
        moment = at(rhythm, day)
        if moment > now:
            return found
        found = moment
    return found


def next_at(rhythm: Rhythm, now: datetime) -> datetime:
    """The next moment of a review."""
    return next(moment for moment in (at(rhythm, day) for day in days_of(rhythm)) if moment > now)


def due_since(rhythm: Rhythm, last_opened_at: datetime | None, now: datetime) -> datetime | None:
    """Since when a review waits to be opened; None where none does."""
    moment = last_due(rhythm, now)
    if moment is None or (last_opened_at is not None and last_opened_at >= moment - EARLY):
        return None
    return moment


def at(rhythm: Rhythm, day: date) -> datetime:
    return datetime.combine(day, rhythm.at, tzinfo=ZoneInfo(rhythm.zone))


def _next_month(day: date) -> tuple[int, int]:
    return (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)


def _first_weekday(year: int, month: int, weekday: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7)
