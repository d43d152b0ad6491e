"""What is known of an activity's time: what was measured wins over what was said, and which of the two is told.

Measured is a mean by week over whole weeks, from the week of the first time measured within the last twelve; one week is no
mean yet, so two are needed. A week counts whole, also where nothing was spent in it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from relais.activities.models import Activity
from relais.activities.spent import Spent, spent
from relais.people.models import Membership

WEEKS: Final = 12
LEAST_WEEKS: Final = 2
WEEK: Final = timedelta(days=7)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


@dataclass(slots=True)
class Measured:
    """The time of one activity by week (its Monday) and member, over the last weeks, this one included."""

    by_week: dict[tuple[date, UUID], int] = field(default_factory=lambda: defaultdict(int))

    def add(self, row: Spent) -> None:
        self.by_week[monday_of(row.on), row.member_id] += row.minutes

    @property
    def minutes(self) -> int:
        return sum(self.by_week.values())

    def in_week(self, monday: date, member_id: UUID | None = None) -> int:
        return sum(
            minutes
            for (week, who), minutes in self.by_week.items()
            if week == monday and member_id in (None, who)
        )

    def weekly(self, today: date, member_id: UUID | None = None) -> float | None:
        """Minutes a week, of all or of one member; None where there are no two whole weeks yet."""
        this_week = monday_of(today)
        first = min((week for week, _who in self.by_week), default=this_week)
        weeks = (this_week - first).days // 7
        if weeks < LEAST_WEEKS:
            return None
        whole = (
            minutes
            for (week, who), minutes in self.by_week.items()
            if week < this_week and member_id in (None, who)
        )
        return sum(whole) / weeks

    def weeks(self, today: date) -> int:
        """Whole weeks since the first time measured."""
        return max(0, (monday_of(today) - min((week for week, _ in self.by_week), default=today)).days // 7)


@dataclass(frozen=True, slots=True)
class Weekly:
    """Minutes a week, and whether they were measured or said; `minutes` is None where nothing is known."""

    minutes: float | None
    is_measured: bool = False


def measured(
    seen_by: Membership,
    today: date,
    *,
    activity_id: UUID | None = None,
    weeks: int = WEEKS,
    own: Iterable[Spent] | None = None,
) -> Mapping[UUID, Measured]:
    """The time of the activities that the member may see, over the last `weeks` whole weeks and this one."""
    found: defaultdict[UUID, Measured] = defaultdict(Measured)
    since = monday_of(today) - weeks * WEEK
    for row in spent(seen_by, since, today, activity_id=activity_id, own=own):
        found[row.activity_id].add(row)
    return found


def said_weekly(activity: Activity) -> float | None:
    """Minutes a week as they were said: how often times how long."""
    if activity.per_week is None or activity.minutes is None:
        return None
    return float(activity.per_week) * activity.minutes


def weekly_of(activity: Activity, time: Measured | None, today: date) -> Weekly:
    """The minutes a week that an activity takes of everyone."""
    mean = time.weekly(today) if time else None
    return Weekly(said_weekly(activity)) if mean is None else Weekly(mean, is_measured=True)


def weekly_of_member(activity: Activity, time: Measured | None, today: date, member_id: UUID) -> Weekly:
    """The minutes a week that an activity takes of one member: measured; else as said, where they are said to do it."""
    mean = time.weekly(today, member_id) if time else None
    if mean is not None:
        return Weekly(mean, is_measured=True)
    return Weekly(said_weekly(activity) if activity.done_by_id == member_id else None)


def times_of(
    activity: Activity, time: Measured | None, today: date, member_id: UUID
) -> tuple[float | None, float | None]:
    """How often a week, and minutes of one member each time: what a decision is computed from. Measured weeks correct how long
    it takes; what others do of it already is not there to be handed over."""
    often = float(activity.per_week) if activity.per_week is not None else None
    own = time.weekly(today, member_id) if time else None
    if often and own:
        return often, own / often
    return often, float(activity.minutes) if activity.minutes is not None else None
