"""Milestones that come or go once the work is under way."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from relais.acts.actor import Actor
from relais.acts.refusal import Refused
from relais.acts.verbs import verb
from relais.config.ids import new_id
from relais.delegations import rules
from relais.delegations.actions.common import keep_money_places, loaded, note
from relais.delegations.actions.terms import MilestoneTerms, drop, set_milestone
from relais.delegations.entries import MilestoneAdded, MilestoneDropped
from relais.delegations.models import Milestone
from relais.delegations.states import restate


@verb
def add_milestone(
    delegation_id: UUID,
    title: str,
    *,
    amount: int | None = None,
    due_on: date | None = None,
    by: Actor,
    now: datetime,
) -> Milestone:
    """One more part of the work, with its own money and day. Accepted work opens again by it."""
    delegation = loaded(delegation_id, by, "delegation.change")
    rules.in_state(delegation, rules.NOT_YET_PROPOSED | rules.ACCEPTED_ON)
    existing = list(Milestone.objects.filter(delegation=delegation).order_by("position"))
    if len([m for m in existing if m.dropped_at is None]) >= rules.MILESTONES_MOST:
        raise Refused("milestones_too_many", most=rules.MILESTONES_MOST)
    rules.title_of(title)
    milestone = Milestone(id=new_id(), delegation=delegation, position=existing[-1].position + 1)
    rules.amount_of(amount, delegation.currency)
    rules.due_of(due_on)
    set_milestone(delegation, milestone, MilestoneTerms(title=title, amount=amount, due_on=due_on))
    keep_money_places(delegation, now)
    restate(delegation, now)
    data = MilestoneAdded(delegation=delegation.title, milestone=milestone.title)
    note(delegation, data, by=by, now=now, subject=milestone)
    return milestone


@verb
def drop_milestone(delegation_id: UUID, milestone_id: UUID, *, by: Actor, now: datetime) -> Milestone:
    """Take a part out of the work: nothing delivered for it waits or was accepted, and no money is on it."""
    delegation = loaded(delegation_id, by, "delegation.change")
    rules.in_state(delegation, rules.NOT_YET_PROPOSED | rules.ACCEPTED_ON)
    milestone = Milestone.objects.filter(delegation=delegation, pk=milestone_id).first()
    if milestone is None:
        raise Refused("not_found")
    if milestone.dropped_at is not None:
        raise Refused("milestone_is_dropped")
    if Milestone.objects.filter(delegation=delegation, dropped_at=None).count() == 1:
        raise Refused("milestone_is_last")
    drop(delegation, milestone, now)
    restate(delegation, now)
    data = MilestoneDropped(delegation=delegation.title, milestone=milestone.title)
    note(delegation, data, by=by, now=now, subject=milestone)
    return milestone
