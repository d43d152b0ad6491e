"""The margin that dates have: the working time left before each, when all that is due before it is done."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time

from relais.engine.plan.day import plan
from relais.people.models import Membership
from relais.planning.hours import Hours, hours_of
from relais.planning.models import BusyTime, Pattern, Piece, SlotKind, Task
from relais.planning.planner import Loaded, minute_up, problem_of

DATES_MOST = 500


def margins_of(member: Membership, until: datetime, *, now: datetime) -> tuple[Mapping[datetime, int], int]:
    """The margin of each date from now to `until`, in working minutes, and the working minutes of a full day. Five queries.

    Only what is due until then counts, so nothing else is planned. No margin is given where there are more than DATES_MOST.
    """
    pattern = Pattern.objects.filter(pk=member.id).first()
    hours = hours_of(member, since=now.date(), pattern=pattern)
    start = minute_up(now)
    dated = Task.objects.visible_to(member).open().dated().filter(due_at__gt=now, due_at__lte=until)
    found = tuple(dated.order_by("due_at", "id")[: DATES_MOST + 1])
    if not found or len(found) > DATES_MOST:
        return {}, full_day(hours)
    by_hand = Piece.objects.filter(member=member, by_hand=True, ends_at__gt=start, starts_at__lt=until)
    busy = BusyTime.objects.filter(member=member, ends_at__gt=start, starts_at__lt=until)
    loaded = Loaded(
        member=member, now=start, start=start, hours=hours, safety_minutes=0, tasks=found, goals={}, passed={},
        by_hand=tuple(by_hand.order_by("starts_at")), under_way=None,
        busy=tuple(busy.order_by("starts_at").values_list("starts_at", "ends_at")),
    )  # fmt: skip
    return dict(plan(problem_of(loaded)).margins), full_day(hours)


def full_day(hours: Hours) -> int:
    """The working minutes of the longest weekday: what "a day" of margin is."""
    return max(
        sum(_minutes(slot.starts, slot.ends) for slot in day.slots if slot.kind == SlotKind.WORK)
        for day in hours.week.values()
    )


def _minutes(starts: time, ends: time) -> int:
    return 60 * (ends.hour - starts.hour) + ends.minute - starts.minute
