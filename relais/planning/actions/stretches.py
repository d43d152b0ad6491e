"""Time spent on tasks: one stretch runs at a time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction

from relais.activities.actions import close_timer
from relais.acts.actor import Actor
from relais.acts.refusal import Refused
from relais.acts.verbs import step, verb
from relais.config.ids import new_id
from relais.planning import rules
from relais.planning.actions.common import keeper, note, own_task
from relais.planning.applying import remake
from relais.planning.entries import TimeRecorded, TimeStarted, TimeStopped
from relais.planning.hours import hours_of
from relais.planning.models import Stretch, Task
from relais.planning.planner import minutes_between, spent_of

BELIEVED: Final = timedelta(hours=10)
"""Longer than this and past midnight, time that runs was forgotten."""


@verb
def start(task_id: UUID, *, by: Actor, now: datetime) -> Stretch:
    """Time begins to run on a task; what ran on another, or on an activity, stops then.

    Refused: `task_already_ended`, `task_takes_time_already`, `timer_forgotten`.
    """
    member = keeper(by)
    task = own_task(task_id, member)
    rules.still_open(task)
    running = Stretch.objects.filter(member=member, ended_at=None).select_related("task").first()
    if running is not None:
        if running.task_id == task.id:
            raise Refused("task_takes_time_already")
        close_stretch(running.task, now)
    close_timer(member, now)
    stretch = Stretch(id=new_id(), member=member, task=task, started_at=now)
    try:
        with transaction.atomic():
            stretch.save(force_insert=True)
    except IntegrityError as error:  # the index holds even where a lock did not
        raise Refused("task_takes_time_already") from error
    note(member, TimeStarted(seq=task.entry.seq), by=by, now=now, subject=task)
    return stretch


@verb
def stop(*, by: Actor, now: datetime) -> Stretch:
    """Time stops; forgotten, it counts until the wall of the day on which it began. A task that took longer than planned has
    the rest planned again. Refused: `no_time_is_running`."""
    member = keeper(by)
    running = Stretch.objects.filter(member=member, ended_at=None).select_related("task__entry").first()
    if running is None:
        raise Refused("no_time_is_running")
    task = running.task
    close_stretch(task, now)
    stretch = Stretch.objects.select_related("task").get(pk=running.pk)
    data = TimeStopped(
        seq=task.entry.seq, minutes=minutes_between(stretch.started_at, stretch.ended_at or now)
    )
    note(member, data, by=by, now=now, subject=task)
    remake(member, "overrun" if is_overrun(task) else "changed", now=now, about=None)
    return stretch


@verb
def record_time(
    task_id: UUID, *, started_at: datetime, ended_at: datetime, by: Actor, now: datetime
) -> Stretch:
    """Time that was spent and not measured. Refused: `time_out_of_order`, `time_in_the_future`, `time_too_long`."""
    member = keeper(by)
    task = own_task(task_id, member)
    started_at, ended_at = (
        rules.moment_of(started_at, field="started_at"),
        rules.moment_of(ended_at, field="ended_at"),
    )
    rules.period_over(started_at, ended_at, now)
    stretch = Stretch(id=new_id(), member=member, task=task, started_at=started_at, ended_at=ended_at)
    stretch.save(force_insert=True)
    count_time(task)
    data = TimeRecorded(seq=task.entry.seq, minutes=minutes_between(started_at, ended_at))
    note(member, data, by=by, now=now, subject=task)
    remake(member, "overrun" if is_overrun(task) else "changed", now=now)
    return stretch


def is_overrun(task: Task) -> bool:
    """Whether an open task took as long as it was planned for."""
    return task.ended_at is None and task.minutes is not None and task.spent_minutes >= task.minutes


@step
def close_stretch(task: Task, now: datetime) -> None:
    """End the time that runs on a task, if any, and count it. A clock that was set back ends it where it began."""
    running = Stretch.objects.filter(task=task, ended_at=None).select_related("member__person").first()
    if running is None:
        return
    running.ended_at = max(_believed(running, now), running.started_at)
    running.save(update_fields=["ended_at"])
    count_time(task)


def is_forgotten(stretch: Stretch, now: datetime) -> bool:
    """Whether nobody can have worked on it all the time that it runs: past midnight, and for very long."""
    if now - stretch.started_at <= BELIEVED:
        return False
    zone = rules.zone_of(stretch.member)
    return now.astimezone(zone).date() != stretch.started_at.astimezone(zone).date()


def _believed(stretch: Stretch, now: datetime) -> datetime:
    """When time that runs ends: now; forgotten, at the wall of the day on which it began."""
    if not is_forgotten(stretch, now):
        return now
    hours = hours_of(stretch.member)
    return hours.wall(hours.today(stretch.started_at))


@step
def count_time(task: Task) -> None:
    """Keep the sum of a task's stretches beside it."""
    task.spent_minutes = spent_of(task)
    Task.objects.filter(pk=task.pk).update(spent_minutes=task.spent_minutes)
