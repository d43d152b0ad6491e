"""What a review goes through: decisions whose day has come, then what recurs or was never decided on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from relais.activities.models import Activity, Decision
from relais.deciding.groups import InPeriod, in_period, reread
from relais.deciding.models import ItemKind, ReviewItem
from relais.people.models import Membership

POINTS_MOST: Final = 40
"""More than one sits through; the rest waits on the page of what recurs."""


@dataclass(frozen=True, slots=True)
class Points:
    """`left_out`: how many more there would have been."""

    items: tuple[ReviewItem, ...]
    left_out: int


def points_of(member: Membership, first: date, last: date, *, today: date) -> Points:
    """The points of a review of this period, in order. Four queries.

    An activity is one where it has no decision, its decision is due, or it came up twice in the period whatever was decided.
    """
    decisions = list(
        Decision.objects.visible_to(member)
        .standing()
        .order_by("look_again_on", "id")
        .select_related("activity")
    )
    due = [
        one
        for one in decisions
        if one.judged_at is None and one.look_again_on <= today and one.activity.is_open
    ]
    settled = {one.activity_id for one in decisions if one.judged_at is None and one.look_again_on > today}
    open_ones = list(Activity.objects.visible_to(member).open().order_by("id"))
    several, once = in_period(reread(member), first, last)
    about = {one.group.activity_id: one for one in (*once, *several) if one.group.activity_id is not None}
    points: list[tuple[Any, ReviewItem]] = []
    for activity in open_ones:
        found = about.get(activity.id)
        if activity.id not in settled or (found is not None and len(found.notes) > 1):
            points.append((_weight(found, activity), ReviewItem(kind=ItemKind.ACTIVITY, activity=activity)))
    known = {activity.id for activity in open_ones}
    for one in several:
        if one.group.activity_id is None:
            notes = [str(note.id) for note in one.group.notes]
            points.append((_weight(one), ReviewItem(kind=ItemKind.GROUP, notes=notes)))
        elif one.group.activity_id not in known:  # it had ended, and came back
            continue
    points.sort(key=lambda point: point[0])
    asked = [ReviewItem(kind=ItemKind.LOOK_AGAIN, activity=one.activity, decision=one) for one in due]
    items = [*asked, *(item for _weighed, item in points)]
    for position, item in enumerate(items[:POINTS_MOST], start=1):
        item.position = position
    return Points(tuple(items[:POINTS_MOST]), max(0, len(items) - POINTS_MOST))


def _weight(found: InPeriod | None, activity: Activity | None = None) -> tuple[Any, ...]:
    """What was a flop most often comes first, then what came up most, then what takes most time."""
    flops = sum(note.kind == "flop" for note in found.notes) if found else 0
    times = len(found.notes) if found else 0
    minutes = float(activity.per_week or 0) * (activity.minutes or 0) if activity else 0.0
    key: UUID = activity.id if activity else found.key if found else UUID(int=0)
    return -flops, -times, -minutes, key
