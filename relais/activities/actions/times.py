"""Time spent: written down by hand, or counted by a timer."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from relais.activities import rules
from relais.activities.actions.activities import load
from relais.activities.entries import (
    TimerDiscarded,
    TimerStarted,
    TimerStopped,
    TimeSpentTakenBack,
    TimeSpentWritten,
)
from relais.activities.models import Activity, Timer, TimeSource, TimeSpent
from relais.activities.spent import timer_starts
from relais.acts.actions import record
from relais.acts.actor import Actor
from relais.acts.refusal import Refused
from relais.acts.verbs import step, verb
from relais.config.ids import new_id
from relais.people.gates import require
from relais.people.models import Membership


@verb
def record_time_spent(activity_id: UUID, *, on: date, minutes: int, by: Actor, now: datetime) -> TimeSpent:
    """Write down time of one's own, of any day. Refused: `spent_on_out_of_range`, `spent_minutes_out_of_range`."""
    member = require(by, "activity.keep")
    activity = load(activity_id, member)
    spent = TimeSpent(
        id=new_id(), business_id=member.business_id, activity=activity, member=member, source=TimeSource.HAND,
        on=rules.spent_on(on, today=rules.today_of(member, now)), minutes=rules.spent_minutes(minutes), made_at=now,
    )  # fmt: skip
    spent.save(force_insert=True)
    data = TimeSpentWritten(activity=activity.title, minutes=minutes, spent_on=on.isoformat())
    record(member.business, data, by=by, now=now, subject=activity, reader_id=member.id)
    return spent


@verb
def remove_time_spent(spent_id: UUID, *, by: Actor, now: datetime) -> Activity:
    """Take back time of one's own that was written down or counted; what was imported goes with its import."""
    member = require(by, "activity.keep")
    own = TimeSpent.objects.visible_to(member).filter(member=member, batch=None)
    spent = own.select_for_update(of=("self",)).select_related("activity").filter(pk=spent_id).first()
    # Taken back twice at once: the second finds none.
    if spent is None or not own.filter(pk=spent_id).delete()[0]:
        raise Refused("not_found")
    data = TimeSpentTakenBack(
        activity=spent.activity.title, minutes=spent.minutes, spent_on=spent.on.isoformat()
    )
    record(member.business, data, by=by, now=now, subject=spent.activity, reader_id=member.id)
    activity: Activity = spent.activity
    return activity


@verb
def start_timer(activity_id: UUID, *, by: Actor, now: datetime) -> Timer:
    """Time begins to run; what ran on another activity, or in the plan, stops then.

    Refused: `activity_already_ended`, `timer_runs_already`, `timer_forgotten` (say first how long that one was).
    """
    member = require(by, "activity.keep")
    activity = load(activity_id, member)
    rules.still_recurs(activity)
    running = _running(member)
    if running is not None and running.activity_id == activity.id:
        raise Refused("timer_runs_already")
    close_timer(member, now)
    timer_starts(member, now)
    timer = Timer(member=member, activity=activity, started_at=now)
    try:
        with transaction.atomic():
            timer.save(force_insert=True)
    except IntegrityError as error:  # two starts at once: the key holds
        raise Refused("timer_runs_already") from error
    record(
        member.business,
        TimerStarted(activity=activity.title),
        by=by,
        now=now,
        subject=activity,
        reader_id=member.id,
    )
    return timer


@verb
def stop_timer(*, minutes: int | None = None, by: Actor, now: datetime) -> TimeSpent:
    """Time stops, on the day on which it began. `minutes`: how long it really was.

    Refused: `no_timer_runs`; `timer_forgotten` where it ran past midnight or for over ten hours and nothing is said.
    """
    member = require(by, "activity.keep")
    timer = _running(member)
    if timer is None:
        raise Refused("no_timer_runs")
    if minutes is None and rules.is_forgotten(timer, member, now):
        raise Refused("timer_forgotten", field="minutes")
    spent = _stop(timer, member, minutes, now)
    data = TimerStopped(activity=timer.activity.title, minutes=spent.minutes)
    record(member.business, data, by=by, now=now, subject=timer.activity, reader_id=member.id)
    return spent


@verb
def discard_timer(*, by: Actor, now: datetime) -> Activity:
    """Time stops, and what it counted is thrown away. Refused: `no_timer_runs`."""
    member = require(by, "activity.keep")
    timer = _running(member)
    if timer is None or not Timer.objects.filter(member=member).delete()[0]:
        raise Refused("no_timer_runs")
    data = TimerDiscarded(activity=timer.activity.title)
    record(member.business, data, by=by, now=now, subject=timer.activity, reader_id=member.id)
    activity: Activity = timer.activity
    return activity


@step
def close_timer(member: Membership, now: datetime) -> None:
    """Something else begins: what runs stops, as part of that act. Refused: `timer_forgotten`."""
    timer = _running(member)
    if timer is None:
        return
    if rules.is_forgotten(timer, member, now):
        raise Refused("timer_forgotten")
    _stop(timer, member, None, now)


def _running(member: Membership) -> Timer | None:
    found: Timer | None = (
        Timer.objects.filter(member=member).select_for_update(of=("self",)).select_related("activity").first()
    )
    return found


@step
def _stop(timer: Timer, member: Membership, minutes: int | None, now: datetime) -> TimeSpent:
    if minutes is None:
        minutes = max(1, round((now - timer.started_at).total_seconds() / 60))
    # Stopped twice at once: one deletes the row, the other finds none.
    if not Timer.objects.filter(member=member, started_at=timer.started_at).delete()[0]:
        raise Refused("no_timer_runs")
    began = timer.started_at.astimezone(ZoneInfo(member.person.timezone)).date()
    spent = TimeSpent(
        id=new_id(), business_id=member.business_id, activity=timer.activity, member=member, on=began,
        minutes=rules.spent_minutes(minutes), source=TimeSource.TIMER, made_at=now,
    )  # fmt: skip
    spent.save(force_insert=True)
    return spent
