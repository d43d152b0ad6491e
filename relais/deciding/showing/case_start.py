"""What a new case begins with: what is known of the activity, and assumptions that say that they are."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from relais.activities.models import Activity
from relais.config.money import minor_digits
from relais.deciding.actions import CaseSaid
from relais.deciding.models import Case
from relais.delegations.models import Delivery, Outcome
from relais.people.models import Membership


def next_monday(today: date) -> date:
    """The Monday from which a week is whole: today's, if today is one."""
    return today + timedelta(days=-today.weekday() % 7)


def start_of(member: Membership, activity: Activity, today: date) -> tuple[CaseSaid, dict[str, str]]:
    """What is known and assumed, and where each comes from. Two queries."""
    currency = member.business.currency
    inputs: dict[str, Any] = {}
    origins: dict[str, str] = {}
    known, assumed = _("from the activity"), _("assumed: say it better if you can")

    def say(name: str, value: Any, origin: str) -> None:
        inputs[name], origins[name] = value, origin

    if activity.minutes:
        say("owner_h", round(activity.minutes / 60, 9), known)
    if activity.per_week:
        say("per_week", float(activity.per_week), known)
    if activity.hourly_value is not None:
        say("owner_rate", activity.hourly_value / 10 ** minor_digits(currency), known)
    elif before := _latest_rate(member):
        say("owner_rate", before, _("as in your latest figures"))
    rate_currency = currency
    if paid := _paid_rate(member, currency):
        say("deleg_rate", paid, _("what a past delegation came to"))
    own = (activity.minutes or 60) / 60
    for name, value in (
        ("first_h", _half(2 * own)), ("floor_h", _half(own)), ("learning_rate", "usual"),
        ("train_h", [_half(2 * own), _half(4 * own), _half(10 * own)]), ("handover_cost", 0), ("redo_first", [0.1, 0.3, 0.5]),
        ("redo_last", 0.05), ("redo_decay", 0.231049060), ("review_h", _half(own / 10)), ("rework_h", _half(own * 0.8)),
    ):  # fmt: skip
        say(name, value, assumed)
    return CaseSaid(inputs=inputs, starts_on=next_monday(today), rate_currency=rate_currency), origins


def _half(hours: float) -> float:
    """Rounded to five minutes, at least those."""
    return round(max(1, round(hours * 12)) / 12, 9)


def _latest_rate(member: Membership) -> Any:
    said = Case.objects.visible_to(member).order_by("-id").values_list("inputs", flat=True).first()
    return (said or {}).get("owner_rate")


def _paid_rate(member: Membership, currency: str) -> float | None:
    """What an hour of the latest accepted, priced work cost, in the business's currency."""
    if not member.may("delegation.see_all"):
        return None
    row = (
        Delivery.objects.filter(
            business_id=member.business_id, verdict__outcome=Outcome.ACCEPTED, minutes__gt=0,
            milestone__amount__isnull=False, delegation__currency=currency,
        )
        .order_by("-id")
        .values_list("milestone__amount", "minutes")
        .first()
    )  # fmt: skip
    if row is None:
        return None
    amount, minutes = row
    return round(float(amount / 10 ** minor_digits(currency) / (minutes / 60)), 2)
