"""Inviting someone to a piece of work, and what becomes theirs when they join."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Max, Q

from relais.acts.actor import Actor
from relais.acts.refusal import Refused
from relais.acts.verbs import step, verb
from relais.delegations import rules
from relais.delegations.actions.common import keep_money_places, loaded, note
from relais.delegations.actions.giving import give_procedure
from relais.delegations.entries import DelegationReceived
from relais.delegations.models import Delegation, State
from relais.people.actions import issue_invitation
from relais.people.entries import InvitationSent
from relais.people.models import Invitation, Membership
from relais.people.roles import Role


@verb
def invite_executor(
    delegation_id: UUID, *, email: str, title: str = "", language: str = "", by: Actor, now: datetime
) -> Invitation:
    """Invite someone by e-mail as an executor, for this delegation: they read its brief first, and it becomes theirs."""
    delegation = loaded(delegation_id, by, "delegation.change")
    rules.in_state(delegation, rules.NOT_YET_PROPOSED)
    if delegation.executor_id is not None:
        raise Refused("executor_chosen_already", field="email")
    invitation = issue_invitation(
        email=email,
        role=Role.EXECUTOR,
        title=title,
        language=language,
        delegation_id=delegation.id,
        by=by,
        now=now,
    )
    delegation.invitation = invitation
    delegation.save(update_fields=["invitation"])
    note(delegation, InvitationSent(role=invitation.role), by=by, now=now, subject=invitation)
    return invitation


@step
def take_over(invitation: Invitation, membership: Membership, *, by: Actor, now: datetime) -> None:
    """Make the new member the executor of what the invitation was for. Registered with `people.seams.when_joined`."""
    waiting = (
        Delegation.objects.under_way()
        .filter(executor=None, business_id=membership.business_id)
        .filter(Q(invitation=invitation) | Q(pk=invitation.delegation_id, invitation=None))
        .select_related("business", "procedure")
        .select_for_update(of=("self",))
    )
    if not membership.may("delegation.perform"):
        return
    for delegation in waiting:
        delegation.executor = membership
        is_shown = delegation.state != State.DRAFT
        delegation.proposed_at = now if is_shown else None
        delegation.save(update_fields=["executor", "proposed_at"])
        keep_money_places(delegation, now)
        if is_shown:
            give_procedure(delegation, now)
            # It was proposed when nobody was there yet who could read so.
            number = delegation.briefs.filter(proposal__isnull=False).aggregate(last=Max("number"))["last"]
            data = DelegationReceived(delegation=delegation.title, number=number)
            note(delegation, data, by=by, now=now)
