"""How many hours a member's coming weeks leave free: what whoever decides to take something on needs to know."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import CharField, DateField, DateTimeField, QuerySet, Value
from django.db.models.functions import Cast

from relais.people.models import Membership
from relais.people.prepared import OfMember
from relais.planning.hours import Hours
from relais.planning.models import BusyTime, DayOff, Pattern, Piece
from relais.planning.planner import end_of_horizon, minutes_between
from relais.planning.showing.loading import hours_in

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class FreeWeek:
    """Minutes of a week: `work` that its hours leave after days off and busy times, `free` of them that nothing is planned in.

    Beyond the weeks that are planned (`is_planned` false), what these leave free of their work is expected again: a plan that
    was not made yet is not an empty one.
    """

    monday: date
    work: int
    free: int
    is_planned: bool


def free_weeks(member: Membership, monday: date, count: int, *, now: datetime) -> tuple[FreeWeek, ...]:
    """So many weeks from a Monday on; time before `now` is not counted. Two queries."""
    plain = hours_in(member, Pattern.objects.filter(pk=member.id).values_list("week", flat=True).first())
    end = monday + timedelta(weeks=count)
    begin = max(now, plain.midnight(monday))
    rows = _taken.rows(member, begin=begin, end=plain.midnight(end), first=monday)
    off = sorted((first, last, "") for kind, _a, _b, first, last in rows if kind == "off")
    hours = replace(plain, off=tuple(off))
    busy = sorted((a, b) for kind, a, b, _first, _last in rows if kind == "busy")
    taken = sorted((a, b) for kind, a, b, _first, _last in rows if kind != "off")
    planned_until = end_of_horizon(hours.today(now))
    found = []
    for n in range(count):
        first = monday + timedelta(weeks=n)
        work, free = (_left(hours, first, begin, spans) for spans in (busy, taken))
        found.append(FreeWeek(first, work, free, first <= planned_until))
    return _expected(found)


def _taken_of(member: Membership, begin: datetime, end: datetime, first: date) -> QuerySet[Any]:
    """Busy times, pieces and days off as rows of one shape: (kind, start, end, first day, last day)."""

    def kind(name: str) -> Cast:
        return Cast(Value(name), CharField())

    def none(field: Any) -> Cast:
        return Cast(Value(None), field)

    days = (none(DateField()), none(DateField()))
    busy = BusyTime.objects.filter(member=member, ends_at__gt=begin, starts_at__lt=end)
    pieces = Piece.objects.filter(
        member=member, ends_at__gt=begin, starts_at__lt=end, task__ended_at=None
    ).order_by()
    off = DayOff.objects.filter(member=member, last_on__gte=first).order_by()
    return (
        busy.order_by()
        .values_list(kind("busy"), "starts_at", "ends_at", *days)
        .union(
            pieces.values_list(kind("piece"), "starts_at", "ends_at", *days),
            off.values_list(kind("off"), none(DateTimeField()), none(DateTimeField()), "first_on", "last_on"),
            all=True,
        )
    )


_taken = OfMember(_taken_of, begin=datetime, end=datetime, first=date)


def _left(hours: Hours, monday: date, begin: datetime, taken: list[Span]) -> int:
    """Minutes of the week's slots for work from `begin` on that none of `taken`, in order, covers."""
    minutes = 0
    for slot in hours.work(monday, monday + timedelta(days=6)):
        start = max(slot.start, begin)
        for first, last in taken:
            if last > start and first < slot.end:
                minutes += max(0, minutes_between(start, first))
                start = max(start, last)
        minutes += max(0, minutes_between(start, slot.end))
    return minutes


def _expected(weeks: list[FreeWeek]) -> tuple[FreeWeek, ...]:
    work = sum(week.work for week in weeks if week.is_planned)
    free = sum(week.free for week in weeks if week.is_planned)
    share = free / work if work else 1.0
    return tuple(
        week
        if week.is_planned
        else FreeWeek(week.monday, week.work, int(week.work * share), is_planned=False)
        for week in weeks
    )
