"""What to delegate next: the rates that are reckoned with."""

from __future__ import annotations

from datetime import datetime

from relais.acts.actions import record
from relais.acts.actor import Actor
from relais.acts.verbs import verb
from relais.deciding.entries.reviews import RatesSet
from relais.deciding.models import Rates
from relais.deciding.rules import reviews as rules
from relais.people.gates import require


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
