"""When something happens: the rest is planned again, and the person is told what changed and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID

from relais.acts.actor import Actor
from relais.acts.refusal import Refused
from relais.acts.verbs import step, verb
from relais.config.ids import new_id
from relais.people.models import Membership
from relais.planning import rules
from relais.planning.actions.common import keeper, note, own, own_task, pattern_of
from relais.planning.actions.endings import end_task, hand_over_task
from relais.planning.actions.stretches import close_stretch, is_forgotten
from relais.planning.actions.tasks import Due, set_due
from relais.planning.actions.weeks import proposed
from relais.planning.applying import remake
from relais.planning.entries import LapseSettled, PlanRemade, TimeLost, TimeRegained, TimeStopped
from relais.planning.hours import hours_of
from relais.planning.models import BusyTime, Outcome, Replanning, Stretch, Task, Week
from relais.planning.planner import minutes_between

ASKED_FOR: Final = ("asked", "overrun", "weeks_missed", "zone")
LOST_MOST: Final = timedelta(days=28)


@verb
def replan(*, reason: str = "asked", by: Actor, now: datetime) -> Replanning | None:
    """Plan the rest again; what was placed by hand stays. None, and no entry, when nothing changes.

    Refused: `plan_reason_unknown`.
    """
    member = keeper(by)
    if reason not in ASKED_FOR:
        raise Refused("plan_reason_unknown", field="reason")
    return _remade(member, reason, by=by, now=now)


@verb
def plan_morning(member_id: UUID, *, by: Actor, now: datetime) -> Replanning | None:
    """The worker, at the start of a person's day: time that nobody stopped ends, and what was left from the day before is planned
    again. Nothing left: no entry."""
    member = Membership.objects.current().select_related("business", "person").filter(pk=member_id).first()
    if member is None or not member.may("plan.keep"):
        raise Refused("not_found")
    pattern_of(member)
    forgotten = _stop_forgotten(member, now)
    if forgotten is None:
        return _remade(member, "left_over", by=by, now=now)
    data = TimeStopped(
        seq=forgotten.task.entry.seq,
        minutes=minutes_between(forgotten.started_at, forgotten.ended_at or now),
    )
    note(member, data, by=by, now=now, subject=forgotten.task)
    return remake(member, "left_over", now=now)


@step
def _stop_forgotten(member: Membership, now: datetime) -> Stretch | None:
    """End the time that runs if it was forgotten."""
    running = Stretch.objects.filter(member=member, ended_at=None).select_related(
        "task__entry", "member__person"
    )
    for stretch in running:  # one at most
        if is_forgotten(stretch, now):
            close_stretch(stretch.task, now)
            stretch.refresh_from_db(fields=["ended_at"])
            return stretch
    return None


@step
def _remade(member: Membership, reason: str, *, by: Actor, now: datetime) -> Replanning | None:
    remade = remake(member, reason, now=now)
    if remade is not None:
        data = PlanRemade(reason=remade.reason, changes=len(remade.changes))
        note(member, data, by=by, now=now, subject=remade)
    return remade


@verb
def see_changes(*, by: Actor, now: datetime) -> None:
    """What changed was read. Reading is no act on the work: nothing is recorded."""
    member = keeper(by)
    Replanning.objects.filter(member=member, seen_at=None).update(seen_at=now)


# --- time lost ------------------------------------------------------------------------------------------------------------


@verb
def lose_time(
    starts_at: datetime, ends_at: datetime, *, title: str = "", by: Actor, now: datetime
) -> BusyTime:
    """Half a day is lost: nothing is planned in that time, and what was planned there finds another.

    Refused: `time_out_of_order`, `time_too_long`.
    """
    member = keeper(by)
    start, end = rules.moment_of(starts_at, field="starts_at"), rules.moment_of(ends_at, field="ends_at")
    if end <= start:
        raise Refused("time_out_of_order", field="ends_at")
    if end - start > LOST_MOST:
        raise Refused("time_too_long", field="ends_at", most=int(LOST_MOST.total_seconds()) // 3600)
    row = BusyTime(id=new_id(), member=member, starts_at=start, ends_at=end)
    row.title = rules.line_of(title, limit=rules.TITLE_LIMIT, field="title")
    row.save(force_insert=True)
    data = TimeLost(minutes=minutes_between(start, end), from_at=start.isoformat())
    note(member, data, by=by, now=now, subject=row)
    remake(member, "time_lost", now=now)
    return row


@verb
def regain_time(busy_time_id: UUID, *, by: Actor, now: datetime) -> None:
    """The time is not lost after all. What another calendar says goes with that calendar only."""
    member = keeper(by)
    row = own(BusyTime, busy_time_id, member)
    if row.calendar_id is not None:
        raise Refused("not_found")
    note(member, TimeRegained(from_at=row.starts_at.isoformat()), by=by, now=now, subject=row)
    row.delete()
    remake(member, "changed", now=now)


# --- after a lapse --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of one task after a lapse: `drop`, `move` (to `due`), `hand_over` or `keep`."""

    task_id: UUID
    what: Literal["drop", "move", "hand_over", "keep"]
    due: Due = field(default=Due())


@verb
def come_back(decisions: Sequence[Decision], *, by: Actor, now: datetime) -> Week:
    """Coming back after a lapse, the whole screen at once: what is dead, what moves, what is delegated. This week is planned;
    the next one where no working time is left in this.

    Refused, and nothing is done: `decision_unknown`, `new_date_missing`, `new_date_in_the_past`, `task_already_ended`,
    `not_found`.
    """
    member = keeper(by)
    _stop_forgotten(member, now)
    counts = {"drop": 0, "move": 0, "hand_over": 0, "keep": 0}
    for decision in decisions:
        if decision.what not in counts:
            raise Refused("decision_unknown", field=f"task-{decision.task_id}")
        _settle(own_task(decision.task_id, member), decision, member, by=by, now=now)
        counts[decision.what] += 1
    hours = hours_of(member)
    today = hours.today(now)
    monday = today - timedelta(days=today.weekday())
    if not any(slot.end > now for slot in hours.work(today, monday + timedelta(days=6))):
        monday += timedelta(weeks=1)
    week, _made = proposed(member, monday, hours, now)
    data = LapseSettled(dropped=counts["drop"], moved=counts["move"], handed_over=counts["hand_over"])
    note(member, data, by=by, now=now, subject=week)
    remake(member, "weeks_missed", now=now)
    return week


@step
def _settle(task: Task, decision: Decision, member: Membership, *, by: Actor, now: datetime) -> None:
    rules.still_open(task)
    if decision.what == "drop":
        end_task(task, Outcome.DROPPED, now)
    elif decision.what == "hand_over":
        hand_over_task(task, member, by=by, now=now)
    elif decision.what == "move":
        set_due(task, decision.due, member)
        if task.due_at is None:
            raise Refused("new_date_missing", field=f"task-{task.id}")
        if task.due_at <= now:
            raise Refused("new_date_in_the_past", field=f"task-{task.id}")
        task.save(update_fields=["due_at", "due_on"])
