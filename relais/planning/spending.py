"""What the plan knows of time spent on activities: the stretches of tasks that point at one.

The plan is its member's alone, and stays so: an activity gets the minutes of a day, not the task, its title or its hour. The
task's form says so where the activity is chosen.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from relais.activities import spent
from relais.activities.spent import Spent
from relais.acts.verbs import step
from relais.people.models import Membership
from relais.planning.actions.stretches import close_stretch
from relais.planning.models import Stretch

PLAN = "plan"


@spent.source(PLAN)
def of_the_plan(member: Membership, since: date, until: date, activity_id: UUID | None) -> Iterator[Spent]:
    """Stretches that are over, by the day on which they began where the business is. One query."""
    zone = ZoneInfo(member.business.timezone)
    rows = Stretch.objects.filter(
        task__activity__isnull=False,
        task__business_id=member.business_id,
        ended_at__isnull=False,
        started_at__gte=datetime.combine(since, time(), tzinfo=zone),
        started_at__lt=datetime.combine(until + timedelta(days=1), time(), tzinfo=zone),
    )
    if activity_id is not None:
        rows = rows.filter(task__activity=activity_id)
    for activity, who, began, ended in rows.values_list(
        "task__activity_id", "member_id", "started_at", "ended_at"
    ):
        minutes = round((ended - began).total_seconds() / 60) if ended else 0
        if minutes:
            yield Spent(activity, who, began.astimezone(zone).date(), minutes, PLAN)


@spent.when_a_timer_starts
@step
def stop_what_runs(member: Membership, now: datetime) -> None:
    """One time runs at a time: that of a task stops when a timer starts."""
    running = Stretch.objects.filter(member=member, ended_at=None).select_related("task").first()
    if running is not None:
        close_stretch(running.task, now)
