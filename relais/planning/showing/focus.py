"""The one task that one focuses on, and its time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from relais.config.dates import duration_text
from relais.log.wording import language
from relais.people.models import Membership
from relais.planning.models import Day, Stretch
from relais.planning.planner import minutes_between
from relais.planning.reading import day_now
from relais.planning.rows import task_row
from relais.planning.showing.day import BREAK_AFTER
from relais.planning.shown import TaskRow


@dataclass(frozen=True, slots=True)
class Focus:
    """`task`: the one whose time runs, else the day's most important; None where there is neither. `spent` in words."""

    task: TaskRow | None
    since: datetime
    running_since: datetime | None
    running: str
    planned: str
    break_due: bool


def focus_of(member: Membership, *, now: datetime) -> Focus | None:
    """What is focused on; None while the member does not focus. Two queries."""
    day = (
        Day.objects.filter(member=member, on=day_now(member, now), focus_since__isnull=False)
        .select_related("most_important__goal")
        .first()
    )
    if day is None or day.focus_since is None:
        return None
    stretch = Stretch.objects.filter(member=member, ended_at=None).select_related("task__goal").first()
    best = day.most_important
    found = stretch.task if stretch else best if best is not None and best.ended_at is None else None
    task = task_row(found, now) if found is not None else None
    minutes = max(0, minutes_between(stretch.started_at, now)) if stretch else 0
    return Focus(
        task=task,
        since=day.focus_since,
        running_since=stretch.started_at if stretch else None,
        running=duration_text(minutes, language()),
        planned=duration_text(task.minutes, language()) if task and task.is_estimated else "",
        break_due=minutes >= BREAK_AFTER,
    )
