"""Cases and comparisons that tests share: the reference example of the engine, and three providers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from relais.activities.actions import add_activity
from relais.activities.actions.activities import Known
from relais.activities.models import Activity
from relais.deciding import actions
from relais.deciding.actions import CaseSaid, ProviderSaid, Rate
from relais.deciding.models import Case, Comparison
from relais.people.models import Membership
from tests.cast import NOW, by

REFERENCE: dict[str, Any] = {
    "owner_rate": 60, "owner_h": 1, "deleg_rate": 20, "first_h": 2, "floor_h": 0.9, "learning_rate": "usual",
    "train_h": [3, 5, 12], "handover_cost": 40, "redo_first": 0.3, "redo_last": 0.05, "redo_decay": 0.2, "review_h": 0.1,
    "rework_h": 0.8, "per_week": 3,
}  # fmt: skip
MONDAY = date(2026, 11, 23)
FEED = Rate(Decimal("0.92"), date(2026, 11, 20), "European Central Bank")


def an_activity(owner: Membership, title: str = "Image search", **known: Any) -> Activity:
    known = {"per_week": Decimal(3), "minutes": 60, "hourly_value": 6000} | known
    return add_activity(Known(title, **known), by=by(owner), now=NOW)


def a_case(owner: Membership, activity: Activity | None = None, **said: Any) -> Case:
    said = {"inputs": REFERENCE, "starts_on": MONDAY} | said
    activity = activity or an_activity(owner)
    return actions.make_case(activity.id, CaseSaid(**said), by=by(owner), now=NOW)


def a_comparison(owner: Membership, activity: Activity | None = None) -> Comparison:
    """A local agency at 300 € a month, a freelancer abroad at 100 $ for three times the work, and nobody."""
    activity = activity or an_activity(owner, "Page layout")
    made = actions.make_comparison(activity.id, owner_rate=4000, output="pages", by=by(owner), now=NOW)
    for said in (
        ProviderSaid("Agency", "agency", Decimal(4), is_present=True, pay=30000, pay_per="month", accepted=90,
                     review_hours=Decimal("0.5"), output_per_hour=Decimal(2)),
        ProviderSaid("Lalao", "freelancer", Decimal(12), currency="USD", pay=10000, pay_per="month", accepted=80,
                     review_hours=Decimal(1), rework_hours=Decimal("0.25"), output_per_hour=Decimal(2), exchange=FEED),
        ProviderSaid("Me", "nobody", Decimal(3), output_per_hour=Decimal(3)),
    ):  # fmt: skip
        actions.say_provider(made.id, said, by=by(owner), now=NOW)
    return made


def case_of(owner: Membership) -> dict[str, Any]:
    """What addresses name of this room."""
    case = a_case(owner)
    comparison = a_comparison(owner)
    provider = comparison.providers.get(name="Lalao")
    return {"case_id": case.id, "comparison_id": comparison.id, "provider_id": provider.id}
