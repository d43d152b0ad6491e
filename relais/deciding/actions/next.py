"""What to delegate next: the rates that are reckoned with, and the brief begun from an activity."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils import translation

from relais.activities.models import Activity
from relais.activities.rules import still_recurs
from relais.acts.actions import record
from relais.acts.actor import Actor
from relais.acts.refusal import Refused
from relais.acts.verbs import verb, verbs_join
from relais.deciding.entries.reviews import BriefBegun, RatesSet
from relais.deciding.models import Rates
from relais.deciding.rules import reviews as rules
from relais.deciding.saying import what_is_known
from relais.delegations.actions import open_delegation, write_brief
from relais.delegations.models import Delegation
from relais.people.gates import require
from relais.procedures.models import Procedure


@verb
def set_rates(
    owner_hour: int, delegate_hour: int, *, learning: str = "usual", by: Actor, now: datetime
) -> Rates:
    """What an hour of the owner and of a delegate is reckoned with (minor units), and how quickly a delegate learns.

    Refused: `rate_out_of_range`, `learning_unknown`.
    """
    member = require(by, "activity.keep")
    said = {
        "owner_hour": rules.rate_of(owner_hour, field="owner_hour"),
        "delegate_hour": rules.rate_of(delegate_hour, field="delegate_hour"),
        "learning": rules.learning_of(learning),
    }
    rates, _made = Rates.objects.update_or_create(
        business=member.business, defaults={**said, "set_by": member, "set_at": now}
    )
    currency = member.business.currency
    data = RatesSet(
        owner_hour=owner_hour,
        owner_hour_currency=currency,
        delegate_hour=delegate_hour,
        delegate_hour_currency=currency,
    )
    record(member.business, data, by=by, now=now, subject=rates)
    return rates


@verb
def begin_brief(activity_id: UUID, *, by: Actor, now: datetime) -> Delegation:
    """Open a delegation with what is known of an activity: its title, its procedure, how often it comes and how long it takes.

    Refused: `activity_already_ended`, and what a delegation refuses.
    """
    member = require(by, "activity.keep")
    activity: Activity | None = Activity.objects.visible_to(member).filter(pk=activity_id).first()
    if activity is None:
        raise Refused("not_found")
    still_recurs(activity)
    alone = by.keyed(None)
    usable = Procedure.objects.visible_to(member).in_use().filter(pk=activity.procedure_id or UUID(int=0))
    with verbs_join(), translation.override(member.business.language):
        delegation = open_delegation(
            activity.title, procedure_id=usable.values_list("pk", flat=True).first(), activity_id=activity.pk, by=alone,
            now=now,
        )  # fmt: skip
        if known := what_is_known(activity, member.business.language):
            write_brief(delegation.id, {"results": known}, by=alone, now=now)
    record(member.business, BriefBegun(activity=activity.title), by=by, now=now, subject=activity)
    return delegation
