"""When the invited person joins, the work that waited for them becomes theirs."""

from __future__ import annotations

from datetime import datetime

from relais.acts.actor import Actor
from relais.acts.verbs import step
from relais.delegations.actions.common import keep_money_places
from relais.delegations.actions.giving import give_procedure
from relais.delegations.models import Delegation, State
from relais.people.models import Invitation, Membership


@step
def take_over(invitation: Invitation, membership: Membership, *, by: Actor, now: datetime) -> None:
    """Make the new member the executor of what the invitation was for. Registered with `people.seams.when_joined`."""
    waiting = (
        Delegation.objects.under_way()
        .filter(invitation=invitation, executor=None, business_id=membership.business_id)
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
