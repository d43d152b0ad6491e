"""How a task ends: done, dropped, or handed over; and how it comes back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from relais.acts.actor import Actor
from relais.acts.refusal import Refused
from relais.acts.verbs import step, verb, verbs_join
from relais.config.money import format_money
from relais.delegations.actions import MilestoneTerms, open_delegation, set_terms, write_brief
from relais.delegations.models import Delegation
from relais.engine.values import Money
from relais.people.models import Membership
from relais.planning import rules
from relais.planning.actions.common import asks_for_time, clear_pieces, keeper, note, own_task
from relais.planning.actions.stretches import close_stretch
from relais.planning.applying import remake
from relais.planning.entries import TaskDropped, TaskFinished, TaskHandedOver, TaskReopened
from relais.planning.models import Outcome, Task


@verb
def finish_task(task_id: UUID, *, by: Actor, now: datetime) -> Task:
    """It is done; time that runs on it stops. Refused: `task_already_ended`."""
    member = keeper(by)
    task = own_task(task_id, member)
    had_time = end_task(task, Outcome.DONE, now)
    data = TaskFinished(seq=task.entry.seq, minutes=task.spent_minutes)
    note(member, data, by=by, now=now, subject=task)
    if had_time:
        remake(member, "finished", now=now, about=task)
    return task


@verb
def drop_task(task_id: UUID, *, by: Actor, now: datetime) -> Task:
    """It is not to be done. Refused: `task_already_ended`."""
    member = keeper(by)
    task = own_task(task_id, member)
    had_time = end_task(task, Outcome.DROPPED, now)
    note(member, TaskDropped(seq=task.entry.seq), by=by, now=now, subject=task)
    if had_time:
        remake(member, "finished", now=now, about=task)
    return task


@verb
def reopen_task(task_id: UUID, *, by: Actor, now: datetime) -> Task:
    """It was not done, or is to be done after all. Refused: `task_not_ended`, `task_is_delegated`."""
    member = keeper(by)
    task = own_task(task_id, member)
    if task.ended_at is None:
        raise Refused("task_not_ended")
    if task.outcome == Outcome.DELEGATED:
        raise Refused("task_is_delegated")
    task.ended_at, task.outcome = None, ""
    task.save(update_fields=["ended_at", "outcome"])
    note(member, TaskReopened(seq=task.entry.seq), by=by, now=now, subject=task)
    if asks_for_time(task):
        remake(member, "changed", now=now, about=task)
    return task


@verb
def hand_over(
    task_id: UUID,
    *,
    executor_id: UUID | None = None,
    procedure_id: UUID | None = None,
    by: Actor,
    now: datetime,
) -> Delegation:
    """Open a delegation with what is known of the task: its title, date, consequence, executor and procedure if said.

    The delegation is opened, its brief begun and its date set by their own verbs, in one transaction with the end of the task.
    Refused: `task_already_ended`, and what a delegation refuses.
    """
    member = keeper(by)
    delegation = hand_over_task(
        own_task(task_id, member), member, executor_id=executor_id, procedure_id=procedure_id, by=by, now=now
    )
    remake(member, "finished", now=now)
    return delegation


@step
def hand_over_task(
    task: Task,
    member: Membership,
    *,
    executor_id: UUID | None = None,
    procedure_id: UUID | None = None,
    by: Actor,
    now: datetime,
) -> Delegation:
    """Make a delegation of a task, as part of a verb."""
    rules.still_open(task)
    alone = by.keyed(None)
    with verbs_join():
        delegation = open_delegation(
            task.title,
            executor_id=executor_id,
            procedure_id=procedure_id,
            activity_id=task.activity_id,
            by=alone,
            now=now,
        )
        if failure := consequence_of(task, member):
            write_brief(delegation.id, {"failure": failure}, by=alone, now=now)
        if task.due_at is not None:
            whole = delegation.milestones.get()
            due_on = task.due_on or task.due_at.astimezone(rules.zone_of(member)).date()
            terms = MilestoneTerms(title=whole.title, amount=whole.amount, due_on=due_on, id=whole.id)
            set_terms(delegation.id, milestones=[terms], by=alone, now=now)
    task.delegation_id = delegation.id
    end_task(task, Outcome.DELEGATED, now)
    note(member, TaskHandedOver(seq=task.entry.seq), by=by, now=now, subject=task)
    return delegation


def consequence_of(task: Task, member: Membership) -> str:
    """What a missed date has for a consequence, as the brief of a delegation says it, in the business's language."""
    amount = ""
    if task.consequence_amount is not None:
        money = Money(task.consequence_amount, task.consequence_currency)
        amount = format_money(money, member.business.language)
    return " · ".join(part for part in (task.consequence, amount) if part)


@step
def end_task(task: Task, outcome: str, now: datetime) -> bool:
    """Mark a task as ended: its open time stops, and what was planned from now on goes. Whether the plan had, or would have had,
    time for it. Refused: `task_already_ended`."""
    close_stretch(task, now)
    # Ended twice at once: one changes the row, the other finds it changed.
    ended = Task.objects.filter(pk=task.pk, ended_at=None).update(
        ended_at=now, outcome=outcome, delegation_id=task.delegation_id, short_minutes=None
    )
    if not ended:
        raise Refused("task_already_ended")
    task.ended_at, task.outcome = now, outcome
    return clear_pieces(task, now) or asks_for_time(task)
