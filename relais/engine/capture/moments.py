"""From the wall's calendar and clock to a moment, across clock changes and the ends of time."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from relais.engine.capture.reading import DAY_MINUTES, PART_ENDS, Clock, Day, Instant


def moment_at(on: date, minute: int, zone: ZoneInfo) -> datetime | None:
    """The moment, in UTC, at which clocks in `zone` show this; None beyond the years that can be counted.

    At a clock change, RFC 5545 (3.3.5) is followed: a time shown twice is the first of both, and a time that is
    skipped is counted with the offset before the change (02:30, where 02:00 becomes 03:00, is 03:30).
    """
    try:
        day = on + timedelta(days=minute // DAY_MINUTES)
        shown = time(minute % DAY_MINUTES // 60, minute % 60)
        return datetime.combine(day, shown, tzinfo=zone).astimezone(UTC)
    except OverflowError:
        return None


def local_day(now: datetime, zone: ZoneInfo) -> date:
    """The day that a calendar on the wall in `zone` shows."""
    return now.astimezone(zone).date()


def due_at(
    day: Day | None,
    clock: Clock | Instant | None,
    *,
    now: datetime,
    zone: ZoneInfo,
    day_end: time,
    past: bool = False,
) -> datetime | None:
    """The moment that a day, a time or both name. None when they name none, or one that is past and `past` is not
    allowed.

    A time alone is its next occurrence. A part of a day is due when it is over, a day when it closes (`day_end`);
    today, once that hour has passed, at 23:59.
    """
    if isinstance(clock, Instant):
        return clock.at
    today = local_day(now, zone)
    if day is None:
        return None if clock is None else _next(clock, today, now, zone)
    if clock is not None:
        due = moment_at(day.on, clock.minute, zone)
    else:
        due = moment_at(day.on, PART_ENDS[day.part] if day.part else day_end.hour * 60 + day_end.minute, zone)
        if day.on == today and day.part != "morning" and not _coming(due, now):
            due = moment_at(today, DAY_MINUTES - 1, zone)
    return due if past else _coming(due, now)


def _next(clock: Clock, today: date, now: datetime, zone: ZoneInfo) -> datetime | None:
    if today == date.max:
        return None
    return _coming(moment_at(today, clock.minute, zone), now) or moment_at(
        today + timedelta(days=1), clock.minute, zone
    )


def _coming(moment: datetime | None, now: datetime) -> datetime | None:
    return moment if moment is not None and moment > now else None
