"""Makes recurrence rules safe to expand: what they cost is known beforehand, and they end with the span that is asked.

dateutil goes on to the year 9999 for a rule that never matches (30 February), even when it has an end, and through
every second since the start for one that recurs by the second. Each rule is therefore given an end, is refused when
the days and hours to look at until then are too many, and is first tried where 9999 is near: the calendar repeats itself,
weekdays included, every 400 years.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any, Final

from dateutil.rrule import rrulestr
from icalendar.prop import vRecur

from relais.planning.calendars.contents import ProblemCode

_DAY: Final = 86_400
_RHYTHMS: Final = {
    "YEARLY": (365 * _DAY, 366),
    "MONTHLY": (28 * _DAY, 31),
    "WEEKLY": (7 * _DAY, 7),
    "DAILY": (_DAY, 1),
    "HOURLY": (3600, 1),
    "MINUTELY": (60, 1),
    "SECONDLY": (1, 1),
}
"""For each frequency its shortest period in seconds, and how many days are looked at in each period."""
_MARGIN: Final = timedelta(days=366)
"""Occurrences so far after the span are still counted: one of them may have been moved into it."""
_LONGEST: Final = 1000
"""Characters of a rule; a longer list of days is looked through for every day."""
_CYCLE: Final = timedelta(days=146_097)  # 400 years
_LAST: Final = datetime(9999, 12, 31)  # noqa: DTZ001 - of no zone, as dateutil counts
_LATEST: Final = datetime(9998, 12, 30, tzinfo=UTC)
_LISTS: Final = ("BYHOUR", "BYMINUTE", "BYSECOND")


class RuleRefused(Exception):
    """A rule that cannot be used. `code`: recurrence_unreadable, recurrence_too_dense."""

    def __init__(self, code: ProblemCode) -> None:
        super().__init__(code)
        self.code = code


def bounded(rule: object, start: date | datetime, end: datetime, steps: int) -> vRecur:
    """The same rule for every occurrence before `end` (aware) and a year after it, without COUNT.

    `start`: the event's own; an aware moment or a date. `steps`: how many days or shorter periods may be looked at.
    Raises RuleRefused.
    """
    if not isinstance(rule, vRecur):
        raise RuleRefused("recurrence_unreadable")
    frequency = str(_single(rule, "FREQ") or "").upper()
    interval = _single(rule, "INTERVAL")
    interval = 1 if interval is None else interval
    if len(rule.to_ical()) > _LONGEST:
        raise RuleRefused("recurrence_too_dense")
    if frequency not in _RHYTHMS or not isinstance(interval, int) or interval < 1:
        raise RuleRefused("recurrence_unreadable")
    until = _until(_single(rule, "UNTIL"), start, min(end.astimezone(UTC), _LATEST) + _MARGIN)
    if _cost(rule, frequency, interval, start, until) > steps:
        raise RuleRefused("recurrence_too_dense")
    whole = vRecur({key: value for key, value in rule.items() if key.upper() not in ("COUNT", "UNTIL")})
    if not _ever(whole, start):
        raise RuleRefused("recurrence_unreadable")
    whole["UNTIL"] = [until]
    count = _single(rule, "COUNT")
    if isinstance(count, int) and count > 0:
        whole["UNTIL"] = [_last(whole, start, count, until)]
    return whole


def _single(rule: vRecur, name: str) -> Any:
    """The value of a part that may come once."""
    value = rule.get(name)
    if isinstance(value, list | tuple):
        return value[0] if value else None
    return value


def _until(given: object, start: date | datetime, latest: datetime) -> date | datetime:
    """The earlier of the rule's own end and the latest that is needed: a date for a day, a moment in UTC for a moment."""
    if not isinstance(start, datetime):
        last = latest.date()
        named = given.date() if isinstance(given, datetime) else given
        return min(named, last) if isinstance(named, date) else last
    if isinstance(given, datetime):
        aware = given if given.tzinfo else given.replace(tzinfo=start.tzinfo)
    elif isinstance(given, date):
        aware = datetime.combine(given, time(23, 59, 59), tzinfo=start.tzinfo)
    else:
        aware = latest
    return min(aware.astimezone(UTC), latest.astimezone(UTC))


def _cost(rule: vRecur, frequency: str, interval: int, start: date | datetime, until: date | datetime) -> int:
    """The days, or shorter periods, that dateutil looks at between start and end."""
    first = start if isinstance(start, datetime) else datetime.combine(start, time(), tzinfo=UTC)
    last = until if isinstance(until, datetime) else datetime.combine(until, time(), tzinfo=UTC)
    seconds = max(0, int((last - first).total_seconds()))
    period, days = _RHYTHMS[frequency]
    times = 1
    for name in _LISTS:
        times *= max(1, len(rule.get(name) or ()))
    # Below a day, the interval is walked only when nothing narrows it: with BYHOUR and the like each step is tried.
    return (seconds // (period * interval) + 1) * days * times


def _ever(rule: vRecur, start: date | datetime) -> bool:
    """Whether a rule without end ever matches, as far as 9999 from the same day of the cycle nearest to it."""
    begin = start.replace(tzinfo=None) if isinstance(start, datetime) else datetime.combine(start, time())
    shifted = begin + (_LAST - begin) // _CYCLE * _CYCLE
    return _nth(rule, shifted, 1) is not None


def _nth(rule: vRecur, start: datetime, number: int) -> datetime | None:
    try:
        return next(islice(rrulestr(rule.to_ical().decode(), dtstart=start), number - 1, number), None)
    except (ValueError, TypeError, OverflowError):
        raise RuleRefused("recurrence_unreadable") from None


def _last(rule: vRecur, start: date | datetime, count: int, until: date | datetime) -> date | datetime:
    """When the last of `count` occurrences is, so that the rule can end there; `until` when there are fewer."""
    begin = start if isinstance(start, datetime) else datetime.combine(start, time())
    found = _nth(rule, begin, count)
    if found is None:
        return until
    return found.astimezone(UTC) if isinstance(start, datetime) else found.date()
