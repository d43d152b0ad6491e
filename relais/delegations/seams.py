"""Where this room answers the rooms below it, which know nothing of delegations."""

from __future__ import annotations

from relais.acts.refusal import Refused
from relais.delegations import rules
from relais.delegations.actions.joining import take_over
from relais.delegations.matters import MATTERS
from relais.delegations.models import Delegation, State
from relais.people import seams
from relais.people.models import Membership
from relais.procedures.seams import before_a_run_for

seams.when_joined(take_over)


@seams.before_leaving
def keep_if_busy(membership: Membership) -> None:
    """Nobody leaves while work is in their hands: it is closed or called off first."""
    in_hand = (
        Delegation.objects.under_way()
        .filter(executor=membership, proposed_at__isnull=False)
        .exclude(state=State.DRAFT)
        .first()
    )
    if in_hand is not None:
        raise Refused("work_in_hand", delegation=in_hand.title)


seams.offer_matters(MATTERS)
before_a_run_for(rules.gates_cleared)
