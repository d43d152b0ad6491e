"""Goals of three months. They are the business's: whoever keeps a plan here sets them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from relais.acts.actions import record
from relais.acts.actor import Actor
from relais.acts.refusal import Refused
from relais.acts.verbs import step, verb
from relais.config.ids import new_id
from relais.people.gates import require
from relais.people.models import Membership
from relais.planning import rules
from relais.planning.entries import GoalChanged, GoalDropped, GoalRead, GoalRestored, GoalSet
from relais.planning.models import Goal, GoalReading

Number = Decimal | int | str


@verb
def set_goal(
    title: str,
    *,
    stake: str,
    starts_on: date,
    due_on: date,
    unit: str,
    from_value: Number,
    to_value: Number,
    by: Actor,
    now: datetime,
) -> Goal:
    """A new goal, its measure standing where it starts.

    Refused: `stake_unknown`, `goal_dates_out_of_order`, `goal_too_long`, `goal_goes_nowhere`, `measure_out_of_range`.
    """
    member = require(by, "plan.keep")
    start = rules.measure_of(from_value, field="from_value")
    goal = Goal(
        id=new_id(), business_id=member.business_id, title=rules.title_of(title), stake=rules.stake_of(stake),
        starts_on=starts_on, due_on=due_on, unit=rules.line_of(unit, limit=rules.UNIT_LIMIT, field="unit"),
        from_value=start, to_value=rules.measure_of(to_value, field="to_value"), value=start,
        made_by=member, made_at=now,
    )  # fmt: skip
    rules.goal_stands(goal)
    goal.save(force_insert=True)
    data = GoalSet(goal=goal.title, due_on=goal.due_on.isoformat())
    record(member.business, data, by=by, now=now, subject=goal)
    return goal


@verb
def change_goal(
    goal_id: UUID,
    *,
    title: str,
    stake: str,
    starts_on: date,
    due_on: date,
    unit: str,
    from_value: Number,
    to_value: Number,
    by: Actor,
    now: datetime,
) -> Goal:
    """Say all of a goal again. Saying the same changes nothing and records nothing. A goal that was not read yet stands at its
    start."""
    member = require(by, "plan.keep")
    goal = _goal(goal_id, member)
    if goal.dropped_at is not None:
        raise Refused("goal_already_dropped")
    before = [getattr(goal, name) for name in _SAID]
    goal.title, goal.stake = rules.title_of(title), rules.stake_of(stake)
    goal.starts_on, goal.due_on = starts_on, due_on
    goal.unit = rules.line_of(unit, limit=rules.UNIT_LIMIT, field="unit")
    goal.from_value = rules.measure_of(from_value, field="from_value")
    goal.to_value = rules.measure_of(to_value, field="to_value")
    rules.goal_stands(goal)
    if [getattr(goal, name) for name in _SAID] == before:
        return goal
    if not goal.readings.exists():
        goal.value = goal.from_value
    goal.save(update_fields=[*_SAID, "value"])
    record(member.business, GoalChanged(goal=goal.title), by=by, now=now, subject=goal)
    return goal


_SAID = ("title", "stake", "starts_on", "due_on", "unit", "from_value", "to_value")


@verb
def read_goal(goal_id: UUID, value: Number, *, by: Actor, now: datetime) -> GoalReading:
    """Keep where the measure of a goal stands now. Refused: `goal_already_dropped`, `measure_out_of_range`."""
    member = require(by, "plan.keep")
    goal = _goal(goal_id, member)
    if goal.dropped_at is not None:
        raise Refused("goal_already_dropped")
    goal.value = rules.measure_of(value, field="value")
    reading = GoalReading(id=new_id(), goal=goal, value=goal.value, by=member, at=now)
    reading.save(force_insert=True)
    goal.save(update_fields=["value"])
    data = GoalRead(goal=goal.title, value=f"{goal.value.normalize():f}", unit=goal.unit)
    record(member.business, data, by=by, now=now, subject=goal)
    return reading


@verb
def drop_goal(goal_id: UUID, *, by: Actor, now: datetime) -> Goal:
    """A goal is not pursued any more; its tasks stay. Refused: `goal_already_dropped`."""
    member = require(by, "plan.keep")
    goal = _goal(goal_id, member)
    # Two who drop it at once: one changes the row, the other finds it changed.
    if not Goal.objects.filter(pk=goal.pk, dropped_at=None).update(dropped_at=now):
        raise Refused("goal_already_dropped")
    goal.dropped_at = now
    record(member.business, GoalDropped(goal=goal.title), by=by, now=now, subject=goal)
    return goal


@verb
def restore_goal(goal_id: UUID, *, by: Actor, now: datetime) -> Goal:
    """Take a dropped goal up again. Refused: `goal_not_dropped`."""
    member = require(by, "plan.keep")
    goal = _goal(goal_id, member)
    if not Goal.objects.filter(pk=goal.pk, dropped_at__isnull=False).update(dropped_at=None):
        raise Refused("goal_not_dropped")
    goal.dropped_at = None
    record(member.business, GoalRestored(goal=goal.title), by=by, now=now, subject=goal)
    return goal


@step
def _goal(goal_id: UUID, member: Membership) -> Goal:
    goal: Goal | None = Goal.objects.visible_to(member).select_for_update().filter(pk=goal_id).first()
    if goal is None:
        raise Refused("not_found")
    return goal
