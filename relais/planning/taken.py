"""Time that is taken: busy and lost times and days off, in one query, as plain rows; a year of them is read often."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import DateField, DateTimeField, QuerySet, Value
from django.db.models.functions import Cast

from relais.people.models import Membership
from relais.people.prepared import OfMember
from relais.planning.hours import Hours
from relais.planning.models import BusyTime, DayOff
from relais.planning.shown import Block


@dataclass(frozen=True, slots=True)
class Taken:
    """A time at which nothing can be planned: an event of another calendar, or lost (no calendar)."""

    id: UUID
    calendar_id: UUID | None
    title: str
    start: datetime
    end: datetime


def _nothing(kind: Any) -> Cast:
    return Cast(Value(None), kind)


def _rows_of(member: Membership, since: datetime, until: datetime, day: date) -> QuerySet[Any]:
    """Both tables as rows of one shape: (id, calendar, title, start, end, first day, last day)."""
    busy = BusyTime.objects.filter(member=member, ends_at__gt=since, starts_at__lt=until).values_list(
        "id", "calendar_id", "title", "starts_at", "ends_at", _nothing(DateField()), _nothing(DateField())
    )
    off = DayOff.objects.filter(member=member, last_on__gte=day).values_list(
        "id",
        "calendar_id",
        "title",
        _nothing(DateTimeField()),
        _nothing(DateTimeField()),
        "first_on",
        "last_on",
    )
    return busy.union(off, all=True)


_rows = OfMember(_rows_of, since=datetime, until=datetime, day=date)


def taken_of(
    member: Membership, plain: Hours, since: date, *, until: datetime
) -> tuple[Hours, Sequence[Taken]]:
    """The hours with the days off from a day on, and the times taken from then until a moment. One query.

    Days off are read two days before `since`: where the clock is ahead, a day has begun elsewhere.
    """
    since -= timedelta(days=2)
    rows = _rows.rows(member, since=plain.midnight(since), until=until, day=since)
    off = sorted((first, last, title) for _id, _cal, title, _a, _b, first, last in rows if first is not None)
    times = [Taken(*row[:5]) for row in rows if row[3] is not None]
    times.sort(key=lambda taken: taken.start)
    return replace(plain, off=tuple(off)), times


def blocks_of(taken: Sequence[Taken], begin: datetime, end: datetime) -> Iterator[Block]:
    """What of it falls between two moments, as blocks of a day."""
    for one in taken:
        if one.start < end and one.end > begin:
            kind = "busy" if one.calendar_id else "lost"
            yield Block(kind, max(one.start, begin), min(one.end, end), one.title, busy_id=one.id)
