"""Judging a delivery: accepted, to redo or refused, with its cause. One verdict a delivery, for good."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db.models import QuerySet

from relais.acts.actions import clean_text, due_done
from relais.acts.actor import Actor
from relais.acts.refusal import Refused
from relais.acts.types import EntryData
from relais.acts.verbs import step, verb
from relais.delegations import rules
from relais.delegations.actions.common import loaded, note
from relais.delegations.entries import DeliveryAccepted, DeliverySentBack
from relais.delegations.models import Cause, Delegation, Delivery, Outcome, Verdict
from relais.delegations.states import restate
from relais.funds.actions import await_verdict, release_step
from relais.funds.querysets import standing
from relais.people.gates import member_of, require
from relais.people.models import Membership
from relais.procedures.actions import open_correction
from relais.procedures.models import Step

NEEDS_STEP: Final = frozenset({Cause.PROCEDURE_WRONG, Cause.NOT_FOLLOWED})


@verb
def judge(
    delivery_id: UUID,
    outcome: str,
    *,
    note_text: str = "",
    cause: str = "",
    step_id: UUID | None = None,
    step_followed: bool | None = None,
    release_minor: int | None = None,
    transferred_on: date | None = None,
    reference: str = "",
    by: Actor,
    now: datetime,
) -> Verdict:
    """The verdict on a delivery.

    Accepted: `release_minor` of the held money is set free (None: all of it, 0: nothing; what remains stays held), and paid at
    once when the date and reference of a transfer are given. To redo or refused: `cause` is required, with the step for a
    wrong procedure (whose next version then opens at it) or one not followed.

    Raises Refused `delivery_already_judged` to the second of two who judge at once.
    """
    member = member_of(by)
    delivery = Delivery.objects.visible_to(member).filter(pk=delivery_id).first()
    if delivery is None:
        raise Refused("not_found")
    # The lock makes two judges queue (PostgreSQL); on both databases the conditional update below lets one of them win.
    delegation = loaded(delivery.delegation_id, by)
    require(by, "delegation.judge")
    if delivery.by_id == member.id and not member.may("funds.move"):
        raise Refused("own_delivery")
    said = clean_text(note_text, limit=rules.TEXT_LIMIT, required=False, field="note")
    wrong = _attribution(delegation, delivery, outcome, cause, step_id)
    followed = _followed(cause, step_followed)
    claim(delivery, now)
    data: EntryData
    if outcome == Outcome.ACCEPTED:
        data = _release(
            delegation, delivery, release_minor, member, transferred_on, reference, by=by, now=now
        )
    else:
        if release_minor or transferred_on or reference:
            raise Refused("release_without_acceptance", field="release")
        data = _sent_back(delegation, delivery, outcome, cause, wrong)
        if cause == Cause.PROCEDURE_WRONG and wrong is not None:
            open_correction(wrong.version.procedure, wrong, by=by, now=now)
    verdict = Verdict(delivery=delivery, outcome=outcome, cause=cause, step=wrong, step_followed=followed)
    verdict.by, verdict.at = member, now
    verdict.entry = note(delegation, data, by=by, now=now, subject=delivery, text=said)
    verdict.save(force_insert=True)
    restate(delegation, now)
    return verdict


@step
def claim(delivery: Delivery, now: datetime) -> None:
    """Take the delivery for judging, once: of two verdicts, or a verdict and silence, one wins. Lifts the silence rule."""
    if not Delivery.objects.filter(pk=delivery.pk, judged_at=None).update(judged_at=now):
        raise Refused("delivery_already_judged")
    await_verdict(delivery.milestone_id, waits=False)
    due_done("delivery.reminder", delivery.pk, now=now)
    due_done("delivery.silence", delivery.pk, now=now)


def _attribution(
    delegation: Delegation, delivery: Delivery, outcome: str, cause: str, step_id: UUID | None
) -> Step | None:
    """The step at fault, where the cause has one; refuses an outcome and a cause that do not go together."""
    if outcome not in Outcome.values:
        raise Refused("outcome_missing", field="outcome")
    if outcome == Outcome.ACCEPTED:
        if cause:
            raise Refused("cause_without_fault", field="cause")
        return None
    if not cause:
        raise Refused("cause_missing", field="cause")
    if cause not in Cause.values:
        raise Refused("cause_unknown", field="cause")
    if cause not in NEEDS_STEP:
        return None
    if delegation.procedure_id is None and delivery.run_id is None:
        raise Refused("step_without_procedure", field="cause")
    if step_id is None:
        raise Refused("step_missing", field="step")
    found = (
        steps_followed(delegation, delivery).filter(pk=step_id).select_related("version__procedure").first()
    )
    if found is None:
        raise Refused("step_unknown", field="step")
    return found


def steps_followed(delegation: Delegation, delivery: Delivery) -> QuerySet[Step]:
    """The steps that the work can have followed: of the run's version, else of any published one of the procedure."""
    if delivery.run is not None:
        return Step.objects.filter(version_id=delivery.run.version_id)
    return Step.objects.filter(version__procedure=delegation.procedure, version__published_at__isnull=False)


def _followed(cause: str, followed: bool | None) -> bool | None:
    """Whether the step was followed: said for a wrong procedure, plain for one that was not followed."""
    if cause == Cause.NOT_FOLLOWED:
        return False
    return followed if cause == Cause.PROCEDURE_WRONG else None


@step
def _release(
    delegation: Delegation,
    delivery: Delivery,
    minor: int | None,
    member: Membership,
    transferred_on: date | None,
    reference: str,
    *,
    by: Actor,
    now: datetime,
) -> DeliveryAccepted:
    """Set held money free, as the owner says, and say so."""
    held = standing([delivery.milestone_id])[delivery.milestone_id].get("held", 0)
    if held and minor != 0 and not member.may("funds.move"):
        raise Refused("release_needs_owner", field="release")
    if minor is not None and not 0 <= minor <= held:
        raise Refused(
            "release_out_of_range", field="release", available=rules.spoken(held, delegation.currency)
        )
    released = release_step(
        milestone_id=delivery.milestone_id,
        amount_minor=minor,
        by=by,
        now=now,
        transferred_on=transferred_on,
        reference=reference,
    )
    is_paid = released.is_positive and bool(transferred_on)
    return DeliveryAccepted(
        delegation=delegation.title,
        number=delivery.number,
        milestone=delivery.milestone.title,
        released=released.minor,
        released_currency=released.currency,
        transferred_on=transferred_on.isoformat() if transferred_on and is_paid else "",
        reference=reference if is_paid else "",
    )


def _sent_back(
    delegation: Delegation, delivery: Delivery, outcome: str, cause: str, wrong: Step | None
) -> DeliverySentBack:
    return DeliverySentBack(
        delegation=delegation.title,
        number=delivery.number,
        milestone=delivery.milestone.title,
        outcome=outcome,
        cause=cause,
        step=wrong.position if wrong else 0,
        step_title=wrong.title if wrong else "",
    )
