"""Handing work in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from relais.acts.actions import clean_text, due_at
from relais.acts.actor import Actor
from relais.acts.files import StoredFile
from relais.acts.refusal import Refused
from relais.acts.verbs import step, verb
from relais.config.ids import new_id
from relais.delegations import rules
from relais.delegations.actions.common import loaded, note
from relais.delegations.entries import DeliveryMade
from relais.delegations.models import Delegation, Delivery, Milestone
from relais.delegations.states import progress_of, restate
from relais.funds.actions import await_verdict
from relais.people.gates import member_of
from relais.people.models import Membership
from relais.procedures.models import Run


@verb
def deliver(
    delegation_id: UUID,
    milestone_id: UUID | None = None,
    *,
    text: str,
    minutes: int,
    run_id: UUID | None = None,
    files: Sequence[StoredFile] = (),
    by: Actor,
    now: datetime,
) -> Delivery:
    """The executor hands in the work of a milestone, with the time spent and, where there was one, the run that led to it.

    One delivery of a milestone waits at a time. From here the silence rule counts. Without `milestone_id`, the only
    milestone still open is meant.
    """
    member = member_of(by)
    text = clean_text(text, limit=rules.TEXT_LIMIT)
    rules.minutes_of(minutes)
    delegation = loaded(delegation_id, by)
    rules.own_work(delegation, member)
    rules.in_state(delegation, rules.WORKING)
    rules.gates_cleared(delegation.id)
    milestone = _milestone(delegation, milestone_id)
    run = _run(delegation, run_id, member)
    last = delegation.deliveries.order_by("-number").values_list("number", flat=True).first()
    delivery_id, number = new_id(), (last or 0) + 1
    data = DeliveryMade(
        delegation=delegation.title, number=number, milestone=milestone.title, minutes=minutes
    )
    entry = note(delegation, data, by=by, now=now, subject=Delivery(id=delivery_id), text=text, files=files)
    if files:
        from relais.log.actions import attach

        attach(entry, files)
    delivery = Delivery(
        id=delivery_id,
        business=delegation.business,
        delegation=delegation,
        milestone=milestone,
        number=number,
        run=run,
        entry=entry,
        minutes=minutes,
        by=member,
        at=now,
    )
    _promise_silence(delivery, delegation.silence_days)
    delivery.save(force_insert=True)
    await_verdict(milestone.id, waits=True)
    restate(delegation, now)
    return delivery


def _milestone(delegation: Delegation, milestone_id: UUID | None) -> Milestone:
    progress = progress_of(delegation.id)
    if milestone_id is None:
        if len(progress) != 1:
            raise Refused("milestone_unknown", field="milestone")
        milestone_id = next(iter(progress))
    if milestone_id not in progress:
        raise Refused("milestone_unknown", field="milestone")
    rules.milestone_open(progress[milestone_id])
    return Milestone.objects.get(pk=milestone_id)


def _run(delegation: Delegation, run_id: UUID | None, member: Membership) -> Run | None:
    """The executor's own run of this delegation, not given up and not delivered with work accepted before."""
    if run_id is None:
        return None
    run = Run.objects.filter(pk=run_id, by=member, delegation_id=delegation.id, given_up_at=None).first()
    if run is None:
        raise Refused("run_unknown", field="run")
    return run


@step
def _promise_silence(delivery: Delivery, days: int | None) -> None:
    """Two reminders, at a half and at six sevenths of the delay, and then acceptance. The contract says so."""
    if days is None:
        return
    delay = timedelta(days=days)
    delivery.accepted_on_silence_at = delivery.at + delay
    due_at("delivery.reminder", delivery.id, delivery.at + delay / 2, number=1)
    due_at("delivery.reminder", delivery.id, delivery.at + delay * 6 / 7, number=2)
    due_at("delivery.silence", delivery.id, delivery.accepted_on_silence_at)
