"""The silence rule that the contract states: nobody judged in time, so the delivery counts as accepted."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from relais.acts.actor import Actor
from relais.acts.refusal import Refused
from relais.acts.verbs import step, verb
from relais.delegations.actions.common import note
from relais.delegations.actions.verdicts import claim
from relais.delegations.entries import DeliveryAcceptedBySilence
from relais.delegations.models import Delegation, Delivery, Outcome, Verdict
from relais.delegations.states import restate
from relais.funds.actions import release_step


@verb
def accept_by_silence(delivery_id: UUID, *, by: Actor, now: datetime) -> Verdict:
    """Accept a delivery that nobody judged in time and release what is held for it.

    Only the system does. A verdict given meanwhile wins: refused as `delivery_already_judged`; run twice, the second time
    is refused the same way.
    """
    if by.member is not None:
        raise Refused("not_allowed")
    delivery = Delivery.objects.select_related("milestone").filter(pk=delivery_id).first()
    if delivery is None:
        raise Refused("not_found")
    delegation = (
        Delegation.objects.select_related("business", "executor")
        .select_for_update(of=("self",))
        .get(pk=delivery.delegation_id)
    )
    if delivery.accepted_on_silence_at is None or now < delivery.accepted_on_silence_at:
        raise Refused("silence_not_over")
    claim(delivery, now)
    released = release_step(milestone_id=delivery.milestone_id, amount_minor=None, by=by, now=now)
    data = DeliveryAcceptedBySilence(
        delegation=delegation.title,
        number=delivery.number,
        milestone=delivery.milestone.title,
        days=(delivery.accepted_on_silence_at - delivery.at).days,
        released=released.minor,
        released_currency=released.currency,
    )
    entry = note(delegation, data, by=by, now=now, subject=delivery)
    verdict = Verdict(delivery=delivery, outcome=Outcome.ACCEPTED, entry=entry, at=now)
    verdict.save(force_insert=True)
    restate(delegation, now)
    return verdict


@step
def remind(delivery_id: UUID, number: int) -> bool:
    """Let the next digest of whoever judges say that silence is near (reminder 1 or 2). False when it is no longer needed.

    Nothing is sent here: the waiting list has it from now on, and the digest comes at the person's own hour.
    """
    waiting = Delivery.objects.filter(pk=delivery_id, judged_at=None, reminders__lt=number)
    return bool(waiting.update(reminders=number))
