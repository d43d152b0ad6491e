"""Setting the terms: who does the work, how, for how much, and what silence means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Final, cast
from uuid import UUID

from relais.activities.rules import activity_of
from relais.acts.actor import Actor
from relais.acts.refusal import Refused
from relais.acts.verbs import step, verb
from relais.config.ids import new_id
from relais.delegations import rules
from relais.delegations.actions.common import keep_money_places, loaded, note
from relais.delegations.actions.giving import give_procedure, take_procedure_back
from relais.delegations.entries import TermsSet
from relais.delegations.models import Delegation, Milestone, State
from relais.delegations.states import progress_of, restate
from relais.funds.actions import close_holdings
from relais.people.gates import member_of
from relais.people.models import Invitation, Membership


class Keep(Enum):
    """What is not said stays as it is (None says something: nobody, no procedure, never)."""

    KEEP = "keep"


KEEP: Final = Keep.KEEP


@dataclass(frozen=True, slots=True)
class MilestoneTerms:
    """One milestone as agreed: `id` of one that exists, None for a new one; `amount` in minor units."""

    title: str = ""
    amount: int | None = None
    due_on: date | None = None
    id: UUID | None = None


@verb
def set_terms(
    delegation_id: UUID,
    *,
    executor_id: UUID | Keep | None = KEEP,
    invitation_id: UUID | Keep | None = KEEP,
    procedure_id: UUID | Keep | None = KEEP,
    activity_id: UUID | Keep | None = KEEP,
    currency: str | Keep = KEEP,
    silence_days: int | Keep | None = KEEP,
    milestones: Sequence[MilestoneTerms] | Keep = KEEP,
    by: Actor,
    now: datetime,
) -> Delegation:
    """Change what is given and leave the rest. `milestones` is the whole list: what it leaves out is dropped.

    Until the brief is proposed all of it can change; once accepted, only the procedure and the milestones' days do: what was
    agreed on stays. Money already there holds the executor and the currency in place.
    """
    member = member_of(by)
    delegation = loaded(delegation_id, by, "delegation.change")
    rules.in_state(delegation, rules.NOT_YET_PROPOSED | rules.ACCEPTED_ON)
    before = _terms(delegation)
    if executor_id is not KEEP:
        _change_executor(delegation, rules.executor_of(executor_id, seen_by=member), now)
    if invitation_id is not KEEP:
        _change_invitation(delegation, invitation_id, member, now)
    if procedure_id is not KEEP:
        _change_procedure(delegation, procedure_id, member, now)
    if activity_id is not KEEP:
        delegation.activity = activity_of(activity_id, seen_by=member)
    if silence_days is not KEEP:
        delegation.silence_days = rules.silence_of(silence_days)
    if currency is not KEEP:
        _change_currency(delegation, rules.currency_of(currency), has_new_amounts=milestones is not KEEP)
    delegation.save()
    if milestones is not KEEP:
        _change_milestones(delegation, milestones, now)
    changed = tuple(name for name, value in _terms(delegation).items() if value != before[name])
    if not changed:
        return delegation
    _still_open_to_change(delegation, changed, before)
    keep_money_places(delegation, now)
    restate(delegation, now)
    note(delegation, TermsSet(delegation=delegation.title, changed=changed), by=by, now=now)
    return delegation


def _terms(delegation: Delegation) -> dict[str, object]:
    """The terms as they stand, to tell what changed."""
    live = Milestone.objects.filter(delegation=delegation, dropped_at=None).order_by("position")
    return {
        "executor": delegation.executor_id,
        "invitation": delegation.invitation_id,
        "procedure": delegation.procedure_id,
        "activity": delegation.activity_id,
        "currency": delegation.currency,
        "silence_days": delegation.silence_days,
        "milestones": [(m.id, m.title, m.amount, m.due_on) for m in live],
    }


def _still_open_to_change(delegation: Delegation, changed: Sequence[str], before: dict[str, object]) -> None:
    """After acceptance, only the procedure, the activity and the days by which work is due may change."""
    if delegation.state in rules.NOT_YET_PROPOSED:
        return
    fields = {"silence_days": "silence_days", "currency": "currency", "executor": "executor"}
    for name in changed:
        if name in ("procedure", "activity"):
            continue
        if name == "milestones" and _agreed(before) == _agreed(_terms(delegation)):
            continue
        raise Refused("terms_already_agreed", field=fields.get(name))


def _agreed(terms: dict[str, object]) -> list[tuple[object, ...]]:
    """What of the milestones was agreed on: all but the days."""
    milestones = terms["milestones"]
    assert isinstance(milestones, list)  # noqa: S101  (made by _terms)
    return [tuple(milestone[:3]) for milestone in milestones]


@step
def _change_executor(delegation: Delegation, executor: Membership | None, now: datetime) -> None:
    """Another person: whoever saw the brief before sees it no longer, and reads the procedure no longer."""
    if executor is not None:
        delegation.invitation = (
            None  # whoever was invited may still join, but this work is someone else's now
        )
    if delegation.executor != executor:
        take_procedure_back(delegation, delegation.procedure, now)
        delegation.executor = executor
        delegation.proposed_at = None


@step
def _change_invitation(
    delegation: Delegation, invitation_id: UUID | Keep | None, member: Membership, now: datetime
) -> None:
    if invitation_id is None:
        delegation.invitation = None
        return
    invitation = (
        Invitation.objects.open(now)
        .filter(pk=cast(UUID, invitation_id), business_id=member.business_id)
        .first()
    )
    if invitation is None:
        raise Refused("invitation_not_open", field="email")
    delegation.invitation = invitation
    if delegation.executor_id is not None:
        _change_executor(delegation, None, now)


@step
def _change_procedure(
    delegation: Delegation, procedure_id: UUID | Keep | None, member: Membership, now: datetime
) -> None:
    procedure = rules.procedure_of(procedure_id, seen_by=member) if procedure_id is not KEEP else None
    before = delegation.procedure
    if procedure == before:
        return
    if procedure is not None and procedure.current_id is None and delegation.state != State.DRAFT:
        raise Refused("procedure_not_published", field="procedure")
    delegation.procedure = procedure
    delegation.save(update_fields=["procedure"])
    if delegation.state != State.DRAFT:
        take_procedure_back(delegation, before, now)
        give_procedure(delegation, now)


def _change_currency(delegation: Delegation, currency: str, *, has_new_amounts: bool) -> None:
    if currency == delegation.currency:
        return
    priced = Milestone.objects.filter(delegation=delegation, dropped_at=None, amount__isnull=False)
    if not has_new_amounts and priced.exists():
        raise Refused("amounts_in_other_currency", field="currency")
    delegation.currency = currency


@step
def _change_milestones(delegation: Delegation, wanted: Sequence[MilestoneTerms], now: datetime) -> None:
    """Bring the milestones to this list: changed in place, added, dropped."""
    if not wanted:
        raise Refused("milestones_missing")
    if len(wanted) > rules.MILESTONES_MOST:
        raise Refused("milestones_too_many", most=rules.MILESTONES_MOST)
    live = {m.id: m for m in Milestone.objects.filter(delegation=delegation, dropped_at=None)}
    kept = {terms.id for terms in wanted if terms.id is not None}
    if kept - live.keys():
        raise Refused("milestone_unknown")
    for milestone in live.values():
        if milestone.id not in kept:
            drop(delegation, milestone, now)
    last = Milestone.objects.filter(delegation=delegation).order_by("-position")[0].position
    for number, terms in enumerate(wanted):
        if terms.id is None:
            last += 1
            milestone = Milestone(id=new_id(), delegation=delegation, position=last)
        else:
            milestone = live[terms.id]
        set_milestone(delegation, milestone, terms, number=number, alone=len(wanted) == 1)


@step
def set_milestone(
    delegation: Delegation,
    milestone: Milestone,
    terms: MilestoneTerms,
    *,
    number: int = 0,
    alone: bool = False,
) -> None:
    """Write what was agreed into a milestone. `number` is its place in the form, so that a refusal names its field."""
    milestone.title = rules.title_of(terms.title, field=f"title_{number}", required=False)
    if not milestone.title and not alone:
        raise Refused("milestone_untitled", field=f"title_{number}")
    milestone.amount = rules.amount_of(terms.amount, delegation.currency, field=f"amount_{number}")
    milestone.due_on = rules.due_of(terms.due_on, field=f"due_on_{number}")
    milestone.save()


@step
def drop(delegation: Delegation, milestone: Milestone, now: datetime) -> None:
    """Take a milestone out: nothing delivered for it waits or was accepted, and no money is on it."""
    from relais.delegations.states import Progress

    progress = progress_of(delegation.id)[milestone.id]
    if progress in (Progress.WAITING, Progress.ACCEPTED):
        raise Refused("milestone_has_work")
    close_holdings([milestone.id], now=now)
    rules.milestone_empty(milestone, delegation.currency)
    milestone.dropped_at = now
    milestone.save(update_fields=["dropped_at"])
